internal import Basics
internal import Cryptography
internal import State

extension RotationBatch {
    typealias Beginning = (item: BatchItem, superseded: Rotation?)

    /// Begins a rotation of each: everything is checked for all of them first, then the new values are sealed and on
    /// disk. Nothing outside is changed yet. What is refused ends here, with nothing changed.
    func begin(_ some: [Beginning], compromised: Bool) throws {
        let items = some.map(\.item)
        guard !items.isEmpty else { return }
        for (item, superseded) in some {
            // What takes another's place has its previous value to see to, and stays open whatever fails.
            item.isFresh = superseded == nil
            item.rotation = nil
        }
        let values = make(items)
        report(.checking, 0, of: items.count)
        try inspect(items)
        try check(items, values, compromised)
        checkReloadHooks(items, compromised)
        try refuse(some)
        try adopt(items, isForward: true)
        report(.storing, 0, of: items.count)
        try engine.database.write { session in
            for (index, beginning) in some.enumerated() where beginning.item.isInOrder {
                guard let value = values[index] else { continue }
                try create(beginning, value, compromised, session)
            }
        }
        try engine.boundary("created")
        for item in items where item.run.trouble?.step != .create { item.run.trouble = nil }
    }

    /// What `plan` says of each; nothing is changed.
    func plan(_ items: [BatchItem], compromised: Bool) throws -> [Result<RotationPlan, any Error>] {
        // Values of the same shape as those that would be made; they are thrown away.
        let values = make(items)
        report(.checking, 0, of: items.count)
        try inspect(items)
        try check(items, values, compromised)
        checkReloadHooks(items, compromised)
        return items.map { item in
            if let error = item.error ?? item.failure { return .failure(error) }
            return .success(
                item.run.plan(
                    compromised: compromised, item.rotation, current: item.current?.version, item.holdings))
        }
    }

    /// New values, tested; nil where none could be made, which is noted in the item.
    private func make(_ items: [BatchItem]) -> [SecretBox?] {
        items.enumerated().map { index, item in
            if index % 64 == 0 { report(.making, index, of: items.count) }
            do {
                let value = SecretBox(try item.run.kind.generate())
                try value.withSecret { try item.run.kind.test($0) }
                return value
            } catch {
                item.error = error
                return nil
            }
        }
    }

    /// Makes sure that each destination could be written, with what it holds now as previous value.
    private func check(_ items: [BatchItem], _ values: [SecretBox?], _ compromised: Bool) throws {
        var writes: [(item: BatchItem, write: DestinationGroups.Write)] = []
        try engine.database.read { session in
            for (item, value) in zip(items, values) where item.isInOrder {
                guard let value else { continue }
                for (index, destination) in item.run.destinations.enumerated() {
                    do {
                        for change in try changes(item, index, value, compromised, session) {
                            let expected = item.holdings[index].values
                            writes.append(
                                (item, .init(destination: destination, change: change, expected: expected)))
                        }
                    } catch {
                        item.fail(at: destination, error)
                    }
                }
            }
        }
        for first in [true, false] {
            // The same destination once with and once without the next value: each is checked by itself.
            let some = writes.filter { ($0.write.change.texts[.next] == nil) == first }
            for ((item, write), failure) in zip(some, DestinationGroups.check(some.map(\.write))) {
                if let failure { item.fail(at: write.destination, failure) }
            }
        }
    }

    private func changes(
        _ item: BatchItem, _ index: Int, _ value: SecretBox, _ compromised: Bool, _ session: any DatabaseSession
    ) throws -> [DestinationChange] {
        let (run, destination) = (item.run, item.run.destinations[index])
        let written = SecretBox(try value.withSecret { try run.kind.write($0, as: destination.format) })
        var change = DestinationChange()
        change.set(.current, to: written)
        if run.keepsPrevious(compromised: compromised), destination.slots.contains(.previous) {
            let known = try item.current.map { try item.text(of: $0.version, as: destination.format, session) }
            if let old = item.holdings[index].values[.current] ?? known { change.set(.previous, to: old) }
        }
        guard destination.slots.contains(.next) else { return [change] }
        var next = change
        next.set(.next, to: written)
        return [change, next]
    }

    /// Makes sure that each hook could be run, once for all that share it.
    private func checkReloadHooks(_ items: [BatchItem], _ compromised: Bool) {
        guard let runner = engine.reload else { return }
        var failures: [String: SecretsError?] = [:]
        for item in items where item.isInOrder {
            for hook in item.run.definition.reload {
                let failure = failures[hook.identity] ?? item.run.failure(of: hook, runner)
                failures[hook.identity] = .some(failure)
                guard let failure else { continue }
                if compromised { item.run.warn(failure.message) } else if item.isInOrder { item.failure = failure }
            }
        }
    }

    /// Ends what was refused by the checks.
    private func refuse(_ some: [Beginning]) throws {
        let refused = some.filter { $0.item.failure != nil }
        guard !refused.isEmpty else { return }
        // A timer that came back every minute would make and throw away a value each time.
        let noted = refused.filter { isScheduled && $0.superseded == nil }.compactMap { beginning in
            beginning.item.failure.map { (beginning.item, beginning.item.run.trouble(of: $0, at: .create)) }
        }
        if !noted.isEmpty {
            try engine.database.write { session in
                for (_, trouble) in noted { try TroubleRows.put(trouble, session) }
            }
            for (item, trouble) in noted { item.run.remember(trouble) }
        }
        for (item, superseded) in refused { (item.error, item.rotation) = (item.failure, superseded) }
    }

    private func create(
        _ beginning: Beginning, _ value: SecretBox, _ compromised: Bool, _ session: any DatabaseSession
    ) throws {
        let item = beginning.item
        let run = item.run
        if let open = beginning.superseded {
            try RotationRows.end(open.id, as: .superseded, at: now, session)
            // A value that was never promoted is retired with it.
            if item.versions.contains(where: { $0.version == open.version && $0.stage == .pending }) {
                try VersionRows.retire(run.name, open.version, at: now, session)
                item.move(open.version, to: .retired)
            }
        }
        let old = item.current?.version
        let new = try item.insert(value, .canonical, .pending, session)
        let records = zip(run.destinations, item.holdings).map { RotationRun.record($0, $1) }
        let rotation = Rotation(
            id: Random.identifier(), secret: run.name, version: new.version, previousVersion: old, state: .created,
            compromised: compromised, startedAt: now, nextStepAt: nil, finishedAt: nil,
            steps: RotationSteps(adopted: item.adopted, destinations: records, incident: engine.incident))
        try RotationRows.insert(rotation, session)
        if let trouble = run.trouble, trouble.step != .create { try TroubleRows.remove(run.name, session) }
        item.rotation = rotation
    }
}
