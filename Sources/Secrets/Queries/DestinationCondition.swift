internal import Basics
internal import Cryptography

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
    /// Reads every destination of a secret and compares it with the keyring; changes nothing. Empty where the secret has
    /// no version yet.
    public func conditions(of definition: SecretDefinition) throws -> [DestinationCondition] {
        let versions = try keyring.versions(of: definition.name)
        guard let current = versions.first(where: { $0.stage == .current })?.version else { return [] }
        let run = try RotationRun(self, definition)
        // While a rotation is under way, the version that it brings may be there already.
        let underWay = try run.openRotation() != nil
        let pending = underWay ? versions.first { $0.stage == .pending }?.version : nil
        return run.destinations.map { destination in
            let state: DestinationCondition.State
            do {
                let holdings = try run.inspect(destination)
                if let version = holdings.versions[.current] {
                    state = version == current || version == pending || underWay ? .asRecorded : .otherVersion(version)
                } else {
                    state = holdings.values[.current] == nil ? .empty : .unknownValue
                }
            } catch {
                state = .unreadable(
                    (error as? any Failure)?.message ?? "unexpected: \(String(describing: error))")
            }
            return DestinationCondition(name: destination.name, state: state)
        }
    }
}
