/// Destinations of many secrets, those that share a place taken together, the others one after the other.
enum DestinationGroups {
    typealias Write = DestinationWrite<any Destination>

    /// What each holds.
    static func read(_ destinations: [any Destination]) -> [Result<DestinationValues, any Error>] {
        var results = [Result<DestinationValues, any Error>](
            repeating: .success(DestinationValues()), count: destinations.count)
        for group in groups(destinations) {
            let members = group.map { destinations[$0] }
            let read =
                if let first = members[0] as? any BatchingDestination {
                    together(like: first, members)
                } else {
                    members.map { member in Result { try member.read() } }
                }
            for (index, result) in zip(group, read) { results[index] = result }
        }
        return results
    }

    /// Why each change would be refused; nil where it would not.
    static func check(_ changes: [Write]) -> [(any Error)?] {
        each(changes, together: { checkTogether(like: $0, $1) }) { try $0.destination.check($0.change) }
    }

    /// Writes at one place, or at one destination that shares none; why each write was not made, nil where it was.
    static func write(_ writes: [Write]) -> [(any Error)?] {
        each(writes, together: { writeTogether(like: $0, $1) }) {
            try $0.destination.write($0.change, expecting: $0.expected)
        }
    }

    /// Positions of destinations that share a place, in the order in which the places come first.
    static func groups(_ destinations: [any Destination]) -> [[Int]] {
        var groups: [[Int]] = []
        var known: [Place: Int] = [:]
        for (index, destination) in destinations.enumerated() {
            guard let batching = destination as? any BatchingDestination else {
                groups.append([index])
                continue
            }
            let place = Place(type: ObjectIdentifier(type(of: batching)), name: batching.batchPlace)
            if let group = known[place] {
                groups[group].append(index)
            } else {
                known[place] = groups.count
                groups.append([index])
            }
        }
        return groups
    }

    private struct Place: Hashable {
        let type: ObjectIdentifier
        let name: String
    }

    private static func each(
        _ writes: [Write], together: (any BatchingDestination, [Write]) -> [(any Error)?],
        alone: (Write) throws -> Void
    ) -> [(any Error)?] {
        var failures = [(any Error)?](repeating: nil, count: writes.count)
        for group in groups(writes.map(\.destination)) {
            let members = group.map { writes[$0] }
            let failed: [(any Error)?] =
                if let first = members[0].destination as? any BatchingDestination {
                    together(first, members)
                } else {
                    members.map { member in
                        do {
                            try alone(member)
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
            for (index, failure) in zip(group, failed) { failures[index] = failure }
        }
        return failures
    }

    // Members of a group are all of the type of its first.

    private static func together<Kind: BatchingDestination>(
        like first: Kind, _ members: [any Destination]
    ) -> [Result<DestinationValues, any Error>] {
        Kind.readTogether(members.compactMap { $0 as? Kind })
    }

    private static func checkTogether<Kind: BatchingDestination>(
        like first: Kind, _ writes: [Write]
    ) -> [(any Error)?] { Kind.checkTogether(typed(writes)) }

    private static func writeTogether<Kind: BatchingDestination>(
        like first: Kind, _ writes: [Write]
    ) -> [(any Error)?] { Kind.writeTogether(typed(writes)) }

    private static func typed<Kind: Destination>(_ writes: [Write]) -> [DestinationWrite<Kind>] {
        writes.compactMap { write in
            (write.destination as? Kind).map {
                DestinationWrite(destination: $0, change: write.change, expected: write.expected)
            }
        }
    }
}
