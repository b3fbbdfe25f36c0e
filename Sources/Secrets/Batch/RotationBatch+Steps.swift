internal import Basics
internal import State

extension RotationBatch {
    /// Makes the new values the current ones, at every destination and then in the keyring.
    func promote(_ items: [BatchItem]) throws {
        guard !items.isEmpty else { return }
        let unseen = items.filter { $0.holdings.count < $0.run.destinations.count }
        try inspect(unseen)
        try adopt(unseen, isForward: true)
        for item in items {
            if item.rotation?.steps.publishedAt == nil { item.rotation?.steps.publishedAt = now }
            item.rotation?.state = .published
        }
        try write(items, to: .written, goesOn: { $0.rotation?.compromised == true }) { item, index, session in
            guard let rotation = item.rotation, let record = item.record(index) else { return DestinationChange() }
            let destination = item.run.destinations[index]
            let retired = Set(item.versions.filter { $0.stage == .retired }.map(\.version))
            var change = DestinationChange()
            let versions = item.run.versionsOnceWritten(
                rotation, rotation.steps.destinations[record], destination, retired: retired)
            for (slot, version) in versions {
                if let version {
                    change.set(slot, to: try item.text(of: version, as: destination.format, session))
                } else {
                    change.clear(slot)
                }
            }
            return change
        }
        let ready = items.filter(\.isInOrder)
        report(.promoting, 0, of: ready.count)
        try engine.database.write { session in
            for item in ready {
                guard let rotation = item.rotation else { continue }
                item.run.remarkOnPromotion(rotation)
                let promoted = try item.run.recordPromotion(rotation, among: item.versions, session)
                try forgetTrouble(item, session)
                let keeps = item.run.keepsPrevious(compromised: rotation.compromised)
                for version in item.versions where version.stage == .current || version.stage == .previous {
                    item.move(version.version, to: keeps ? .previous : .retired)
                }
                item.move(rotation.version, to: .current)
                item.rotation = promoted
            }
        }
        for item in ready { item.run.trouble = nil }
        try engine.boundary("promoted")
        try settleFailures(items, at: .promote)
    }

    /// Tells consumers to take new values up: each hook once, however many secrets have it. Notes for each secret how
    /// many of its hooks have run, in their order.
    func reload(_ items: [BatchItem]) throws {
        guard !items.isEmpty else { return }
        var results: [String: (any Failure)?] = [:]
        for item in items {
            let hooks = item.run.definition.reload
            while item.isInOrder, let done = item.rotation?.steps.reloads, done < hooks.count, let runner = engine.reload {
                let hook = hooks[done]
                if results[hook.identity] == nil {
                    report(.reloading, results.count, of: results.count + 1)
                    results[hook.identity] = .some(try run(hook, runner, results.count))
                }
                if let failure = results[hook.identity] ?? nil {
                    item.run.remarkOnFailure(of: hook, failure)
                    item.failure = failure
                } else {
                    item.rotation?.steps.reloads += 1
                }
            }
        }
        let ready = items.filter(\.isInOrder)
        try engine.database.write { session in
            for item in ready {
                guard var rotation = item.rotation else { continue }
                item.run.settle(&rotation, at: now)
                if !item.hasPrevious { rotation.finish(at: now) }
                try RotationRows.update(rotation, session)
                try forgetTrouble(item, session)
                item.rotation = rotation
            }
        }
        for item in ready { item.run.trouble = nil }
        try engine.boundary("saved reloaded")
        try settleFailures(items, at: .reload)
    }

    private func run(_ hook: ConsumerReload, _ runner: any ReloadRunner, _ number: Int) throws -> (any Failure)? {
        try engine.boundary(beforeOutside: "before reload hook \(number)")
        do {
            try runner.run(hook)
        } catch let error as any Failure {
            return error
        }
        try engine.boundary("after reload hook \(number)")
        return nil
    }

    /// Takes the previous values away from every destination, then retires them in the keyring. A destination that no
    /// longer holds the new value keeps its secret from it: what its consumers use might be what is to be retired.
    func retire(_ items: [BatchItem]) throws {
        guard !items.isEmpty else { return }
        report(.retiring, 0, of: items.count)
        let previous = items.filter(\.hasPrevious)
        try inspect(previous)
        try adopt(previous, isForward: false)
        try write(previous, to: .retired, goesOn: { _ in true }) { item, index, _ in
            let held = item.holdings[index].versions[.current]
            guard let wanted = item.rotation?.version, held == wanted else {
                throw SecretsError.drifted(
                    destination: item.run.destinations[index].name, held: held, expected: item.rotation?.version ?? 0)
            }
            var change = DestinationChange()
            change.clear(.previous)
            return change
        }
        let ready = items.filter(\.isInOrder)
        let now = now
        try engine.database.write { session in
            for item in ready {
                guard var rotation = item.rotation else { continue }
                if item.hasPrevious { item.run.remarkOnRetirement() }
                for version in item.versions where version.stage == .previous {
                    try VersionRows.retire(item.run.name, version.version, at: now, session)
                    item.move(version.version, to: .retired)
                }
                rotation.finish(at: now)
                try RotationRows.update(rotation, session)
                try forgetTrouble(item, session)
                item.rotation = rotation
            }
        }
        for item in ready { item.run.trouble = nil }
        try engine.boundary("retired")
        try settleFailures(items, at: .retire)
    }

    /// What was to be done is done.
    private func forgetTrouble(_ item: BatchItem, _ session: any DatabaseSession) throws {
        if item.run.trouble != nil { try TroubleRows.remove(item.run.name, session) }
    }
}

extension Rotation {
    /// Its end, with nothing left to be done.
    fileprivate mutating func finish(at now: Timestamp) {
        state = .retired
        finishedAt = now
        nextStepAt = nil
    }
}
