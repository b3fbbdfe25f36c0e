internal import Basics
internal import Cryptography
internal import State

/// Whether a destination can be read, and holds what the keyring says.
public struct DestinationCondition: Sendable {
    /// What was found there.
    public enum State: Sendable {
        /// The current version, or one that a rotation under way has put there.
        case asRecorded
        /// Nothing, although the keyring has a current version.
        case empty
        /// Another version than the current one.
        case otherVersion(Int)
        /// A value that the keyring does not know.
        case unknownValue
        /// It cannot be read; why.
        case unreadable(String)
    }

    /// The destination's name.
    public let name: String
    /// What was found there.
    public let state: State
}

extension RotationEngine {
    /// Reads every destination of the secrets, each place once, and compares it with the keyring; changes nothing.
    ///
    /// - Returns: for each secret its destinations, none where it has no version yet; or why it cannot be worked on.
    public func conditions(of definitions: [SecretDefinition]) throws -> [Result<[DestinationCondition], any Error>] {
        let batch = RotationBatch(self, isScheduled: false) { _ in }
        let loaded = try batch.load(definitions)
        let held = try batch.look(loaded.compactMap { try? $0.get() }.filter { $0.current != nil })
        return loaded.map { item in item.map { item in held[ObjectIdentifier(item)] ?? [] } }
    }
}

extension RotationBatch {
    /// What stands at each destination of each.
    fileprivate func look(_ items: [BatchItem]) throws -> [ObjectIdentifier: [DestinationCondition]] {
        let read = DestinationGroups.read(items.flatMap(\.run.destinations))
        var found: [ObjectIdentifier: [DestinationCondition]] = [:]
        try engine.database.read { session in
            var next = 0
            for item in items {
                for destination in item.run.destinations {
                    found[ObjectIdentifier(item), default: []].append(
                        DestinationCondition(
                            name: destination.name, state: state(read[next], item, destination, session)))
                    next += 1
                }
            }
        }
        return found
    }

    private func state(
        _ read: Result<DestinationValues, any Error>, _ item: BatchItem, _ destination: any Destination,
        _ session: any DatabaseSession
    ) -> DestinationCondition.State {
        do {
            guard let text = try item.run.at(destination, { try read.get() })[.current] else { return .empty }
            guard let version = try item.identify(text, as: destination.format, session) else { return .unknownValue }
            // While a rotation is under way, the version that it brings may be there already.
            let isRight = version == item.current?.version || item.rotation != nil
            return isRight ? .asRecorded : .otherVersion(version)
        } catch {
            return .unreadable((error as? any Failure)?.message ?? "unexpected: \(String(describing: error))")
        }
    }
}
