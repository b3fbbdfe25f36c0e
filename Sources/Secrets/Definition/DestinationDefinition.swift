public import Basics
internal import Configuration

/// A place to which a secret is written, as the configuration declares it.
public protocol DestinationDefinition: Sendable {
    /// How receipts name it.
    var name: String { get }
    /// Everything that it writes to, in a form that is the same for the same place: no two secrets may share one.
    var places: [String] { get }
    /// The destination itself, its references resolved.
    func open(_ context: DestinationContext) throws -> any Destination
}

/// What destinations need from their surroundings.
public struct DestinationContext: Sendable {
    /// What references refer to.
    public let environment: [String: String]
    /// A private folder for lock files, and for what is noted of places that cannot be read back.
    public let lockDirectory: String
    /// The time.
    let time: TimeSource
    /// What the keyring has of the secret.
    var known = KnownTexts.none
    /// Called between the steps of a write that has several; tests throw here to play a crash.
    var boundary: @Sendable (String) throws -> Void = { _ in }

    /// Surroundings.
    public init(environment: [String: String], lockDirectory: String, time: TimeSource = .system) {
        self.environment = environment
        self.lockDirectory = lockDirectory
        self.time = time
    }
}
