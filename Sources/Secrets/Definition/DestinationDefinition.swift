public import Basics
public import Configuration

/// A place to which a secret is written, as the configuration declares it.
public protocol DestinationDefinition: Sendable {
    /// How receipts name it.
    var name: String { get }
    /// Everything that it writes to, in a form that is the same for the same place: no two secrets may share one.
    var places: [String] { get }
    /// Whether the rotations of many secrets may go through it together: its writes leave nothing half done that reading
    /// it would not show. What shares a place is written in one step where it is a `BatchingDestination`, else each alone.
    var isBatching: Bool { get }
    /// The files that it writes, where it writes any.
    var files: [ConfigurationText] { get }
    /// The destination itself, its references resolved.
    func open(_ context: DestinationContext) throws -> any Destination
}

extension DestinationDefinition {
    public var isBatching: Bool { false }
    public var files: [ConfigurationText] { [] }
}

/// What destinations need from their surroundings.
public struct DestinationContext: Sendable {
    /// What references refer to.
    public let environment: [String: String]
    /// A private folder for lock files.
    public let lockDirectory: String
    /// The time.
    let time: TimeSource
    /// What the keyring has of the secret.
    var known = KnownTexts.none
    /// What is noted of places that do not tell it themselves.
    var notes: DestinationNotes
    /// Servers that may be away.
    var absent = AbsentServers([])
    /// For how long the secret's current version has been that.
    var promotionAge: @Sendable () throws -> PromotionAge = { .unknown }
    /// Called between the steps of a write that has several, before each that changes something outside. Throws where it
    /// must not go on, as somebody else may have taken the work over; tests throw here to play a crash.
    var boundary: @Sendable (String) throws -> Void = { _ in }

    /// Surroundings.
    public init(environment: [String: String], lockDirectory: String, time: TimeSource = .system) {
        self.environment = environment
        self.lockDirectory = lockDirectory
        notes = DestinationNotes(database: nil, directory: lockDirectory)
        self.time = time
    }
}
