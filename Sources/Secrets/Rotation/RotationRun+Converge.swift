internal import Basics

extension RotationRun {
    /// Brings a destination to where a change leads, and reads back that it is there. What it holds and the keyring
    /// does not know is taken in first; where it is there already, nothing is written.
    ///
    /// - Parameter require: refuses what it finds by throwing.
    func converge(
        _ destination: any Destination, _ rotation: inout Rotation, to state: DestinationRecord.State,
        require: (Holdings) throws -> Void = { _ in },
        _ change: (inout DestinationChange, DestinationRecord) throws -> Void
    ) throws {
        absent.begin(destination.name)
        let (holdings, adopted) = try inspectAndAdopt(destination)
        rotation.steps.adopted += adopted.filter { !rotation.steps.adopted.contains($0) }
        try require(holdings)
        let index = recordIndex(of: destination, in: &rotation, holdings)
        // What consumers used until now is what they must be able to fall back to.
        let isForward = state == .published || state == .written
        if isForward, let held = holdings.versions[.current], adopted.contains(held) {
            rotation.steps.destinations[index].before[DestinationSlot.current.rawValue] = held
            try save(rotation)
        }
        var wanted = DestinationChange()
        try change(&wanted, rotation.steps.destinations[index])
        wanted = wanted.limited(to: destination.slots)
        let target = holdings.values.applying(wanted)
        let isOwed = rotation.steps.destinations[index].leftOut != nil
        if try isOwed || !holdings.values.matches(target) || at(destination, destination.isUnfinished) {
            try engine.boundary(beforeOutside: "before writing \(destination.name)")
            try at(destination) { try destination.write(wanted, expecting: holdings.values) }
            try engine.boundary("after writing \(destination.name)")
            guard try at(destination, { try destination.read() }).matches(target) else {
                throw SecretsError.notReadBack(destination: destination.name)
            }
        }
        rotation.steps.destinations[index].state = state
        rotation.steps.destinations[index].leftOut = absent.leftOut(of: destination.name)
        try save(rotation)
    }

    /// Does a step at every destination, or those given, that has not done it; at each where `done` is nil. Gives the first failure, which is noted
    /// in the rotation; after it, others are tried only where `goesOn`.
    func forEachDestination(
        among some: [any Destination]? = nil, _ rotation: inout Rotation, until done: DestinationRecord.State?,
        goesOn: Bool, _ step: (any Destination, inout Rotation) throws -> Void
    ) throws -> (any Failure)? {
        var first: (any Failure)?
        for destination in some ?? destinations {
            let known = rotation.steps.destinations.first { $0.name == destination.name }
            // Of what was taken away in the same step, nothing is brought back.
            if let done, known?.state == done || (done == .written && known?.state == .retired) { continue }
            do {
                try step(destination, &rotation)
            } catch let error as SecretsError {
                switch error {
                case .destination, .notReadBack, .drifted: break
                default: throw error
                }
                failed.insert(destination.name)
                warn(error.message)
                if first == nil { first = error }
                if !goesOn { break }
            }
        }
        return first
    }

    /// A destination's record; one that the configuration has got since is put on record with what it holds.
    private func recordIndex(of destination: any Destination, in rotation: inout Rotation, _ holdings: Holdings) -> Int
    {
        if let index = rotation.steps.destinations.firstIndex(where: { $0.name == destination.name }) { return index }
        rotation.steps.destinations.append(Self.record(destination, holdings))
        return rotation.steps.destinations.count - 1
    }

    static func record(_ destination: any Destination, _ holdings: Holdings) -> DestinationRecord {
        let before = Dictionary(uniqueKeysWithValues: holdings.versions.map { ($0.key.rawValue, $0.value) })
        return DestinationRecord(name: destination.name, before: before)
    }
}
