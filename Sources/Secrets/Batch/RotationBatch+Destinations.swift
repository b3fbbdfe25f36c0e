internal import Basics
internal import State

extension RotationBatch {
    /// Reads every destination and looks the values up in the keyring.
    func inspect(_ items: [BatchItem]) throws {
        let read = DestinationGroups.read(items.flatMap(\.run.destinations))
        try engine.database.read { session in
            var next = 0
            for item in items {
                item.holdings = []
                for destination in item.run.destinations {
                    do {
                        item.holdings.append(try holdings(read[next].get(), item, destination, session))
                    } catch {
                        item.fail(at: destination, error)
                    }
                    next += 1
                }
            }
        }
    }

    private func holdings(
        _ values: DestinationValues, _ item: BatchItem, _ destination: any Destination, _ session: any DatabaseSession
    ) throws -> Holdings {
        var holdings = Holdings(values: values)
        for slot in DestinationSlot.allCases {
            guard let text = values[slot] else { continue }
            if let version = try item.identify(text, as: destination.format, session) {
                holdings.versions[slot] = version
            } else {
                holdings.strangers.append((slot, text))
            }
        }
        return holdings
    }

    /// Takes what destinations hold and the keyring does not know into it; on disk when this returns.
    ///
    /// - Parameter isForward: whether a new value is on its way: what is there now is what undoing puts back.
    func adopt(_ items: [BatchItem], isForward: Bool) throws {
        let some = items.filter { $0.isInOrder && $0.holdings.contains { !$0.strangers.isEmpty } }
        guard !some.isEmpty else { return }
        try engine.database.write { session in
            for item in some {
                for index in item.holdings.indices { try adopt(item, index, isForward, session) }
                if let rotation = item.rotation { try RotationRows.update(rotation, session) }
            }
        }
        try engine.boundary("adopted values of \(some.count)")
    }

    private func adopt(
        _ item: BatchItem, _ index: Int, _ isForward: Bool, _ session: any DatabaseSession
    ) throws {
        let destination = item.run.destinations[index]
        // Previous before current, so that the numbers follow the values' age.
        let strangers = item.holdings[index].strangers.sorted { $0.slot == .previous && $1.slot != .previous }
        for (slot, text) in strangers {
            // The same text may have been taken in from another slot a moment ago.
            var number = try item.identify(text, as: destination.format, session)
            if number == nil {
                let (form, value) = item.run.stored(text, as: destination.format)
                let stage: SecretStage = slot == .current && item.current == nil ? .current : .previous
                let version = try item.insert(value, form, stage, session)
                item.run.remarkOnAdoption(of: version.version, from: destination, form, value)
                number = version.version
            }
            guard let number else { continue }
            item.holdings[index].versions[slot] = number
            if !item.adopted.contains(number) { item.adopted.append(number) }
            guard item.rotation?.steps.adopted.contains(number) == false else { continue }
            item.rotation?.steps.adopted.append(number)
            // What consumers used until now is what they must be able to fall back to.
            if isForward, slot == .current, let record = item.record(index) {
                item.rotation?.steps.destinations[record].before[slot.rawValue] = number
            }
        }
        item.holdings[index].strangers = []
    }

    /// Brings every destination to where its change leads, one place after the other, and reads back that it is there.
    /// Where it is there already nothing is written. What failed is noted in the item; after that its other destinations
    /// are left as they are, unless `goesOn`.
    func write(
        _ items: [BatchItem], to state: DestinationRecord.State, goesOn: (BatchItem) -> Bool,
        _ change: (BatchItem, Int, any DatabaseSession) throws -> DestinationChange
    ) throws {
        var tasks: [Task] = []
        try engine.database.read { session in
            for item in items where item.isInOrder {
                for (index, destination) in item.run.destinations.enumerated() where !item.isDone(index, state) {
                    do {
                        let change = try change(item, index, session).limited(to: destination.slots)
                        tasks.append(Task(item, index, change))
                    } catch {
                        item.fail(at: destination, error)
                    }
                }
            }
        }
        // Everything is known of every secret before the first place changes.
        tasks = tasks.filter { $0.item.isInOrder || (goesOn($0.item) && $0.item.error == nil) }
        var arrived: [Task] = []
        for group in DestinationGroups.groups(tasks.map(\.destination)) {
            let members = group.map { tasks[$0] }.filter { goesOn($0.item) || $0.item.isInOrder }
            let changing = members.filter { !$0.isThere }
            arrived += members.filter(\.isThere)
            guard let first = changing.first else { continue }
            report(.writing, arrived.count, of: tasks.count)
            try engine.boundary(beforeOutside: "before writing \(changing.count) at \(first.destination.name)")
            let failures = DestinationGroups.write(changing.map(\.write))
            try engine.boundary("after writing \(changing.count) at \(first.destination.name)")
            for (task, failure) in zip(changing, failures) {
                if let failure { task.item.fail(at: task.destination, failure) } else { arrived.append(task) }
            }
        }
        for (task, held) in zip(arrived, DestinationGroups.read(arrived.map(\.destination))) {
            do {
                guard try held.get().matches(task.target) else {
                    throw SecretsError.notReadBack(destination: task.destination.name)
                }
                task.item.setState(state, at: task.index)
            } catch {
                task.item.fail(at: task.destination, error)
            }
        }
        report(.writing, tasks.count, of: tasks.count)
    }

    private struct Task {
        let item: BatchItem
        let index: Int
        let write: DestinationGroups.Write
        let target: DestinationValues

        init(_ item: BatchItem, _ index: Int, _ change: DestinationChange) {
            let held = item.holdings[index].values
            self.item = item
            self.index = index
            write = .init(destination: item.run.destinations[index], change: change, expected: held)
            target = held.applying(change)
        }

        var destination: any Destination { write.destination }
        var isThere: Bool { write.expected.matches(target) }
    }
}

extension BatchItem {
    /// Where a destination's record stands; one that the configuration has got since is put on record with what it
    /// holds. Nil where there is no rotation.
    func record(_ index: Int) -> Int? {
        guard rotation != nil else { return nil }
        let destination = run.destinations[index]
        if let place = rotation?.steps.destinations.firstIndex(where: { $0.name == destination.name }) { return place }
        rotation?.steps.destinations.append(RotationRun.record(destination, holdings[index]))
        return rotation.map { $0.steps.destinations.count - 1 }
    }

    /// Whether a step was done at a destination. Of what was taken away in the same step, nothing is brought back.
    func isDone(_ index: Int, _ state: DestinationRecord.State) -> Bool {
        let known = record(index).flatMap { rotation?.steps.destinations[$0].state }
        return known == state || (state == .written && known == .retired)
    }

    func setState(_ state: DestinationRecord.State, at index: Int) {
        if let record = record(index) { rotation?.steps.destinations[record].state = state }
    }
}
