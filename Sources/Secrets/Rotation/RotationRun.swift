internal import Basics
internal import Cryptography
internal import State

/// One call of the engine at work on one secret, holding its lock.
final class RotationRun {
    let engine: RotationEngine
    let definition: SecretDefinition
    let destinations: [any Destination]
    /// What the user should know, in the order in which it was found out.
    var warnings: [String] = []
    /// Destinations at which a step failed in this call.
    var failed: Set<String> = []
    /// Whether a reload hook failed in this call.
    var reloadFailed = false
    /// What became of the last attempts, where the next step failed.
    var trouble: RotationTrouble?
    /// Whether a timer calls, not a person.
    var isScheduled = false
    /// Whether something that was tried in this call is owed still: a cut-off, a server that was left out.
    var owes = false
    /// The stores in which tokens could not be cut off in this call.
    var missedCutoffs: [String: SecretsError] = [:]
    /// Servers that the caller wants to do without.
    var without: [String] = []
    /// The value that the new version is to have, where somebody else made it.
    var given: SecretBox?
    /// Servers that this call may do without.
    let absent: AbsentServers

    var name: String { definition.name }
    var kind: any SecretKind { definition.kind }
    var keyring: Keyring { engine.keyring }
    var now: Timestamp { engine.time.now }

    convenience init(_ engine: RotationEngine, _ definition: SecretDefinition) throws {
        let (stored, trouble, open) = try engine.database.read { session in
            (
                try VersionRows.kind(definition.name, session), try TroubleRows.of(definition.name, session),
                try RotationRows.open(definition.name, session)
            )
        }
        try self.init(engine, definition, stored: stored, trouble: trouble, without: open?.steps.without ?? [])
    }

    /// - Parameters:
    ///   - stored: the kind as which the keyring holds it; nil where it does not know it.
    ///   - trouble: what is noted of it.
    ///   - absent: servers that its rotation under way may do without.
    init(
        _ engine: RotationEngine, _ definition: SecretDefinition, stored: String?, trouble: RotationTrouble?,
        without absent: [String] = []
    ) throws {
        self.engine = engine
        self.definition = definition
        self.absent = AbsentServers(absent)
        self.trouble = trouble
        if let stored, stored != definition.kind.name {
            throw SecretsError.kindChanged(name: definition.name, stored: stored, configured: definition.kind.name)
        }
        var context = engine.context
        context.known = KnownTexts(engine.keyring, definition.name, definition.kind)
        // Behind each of them something is done at a server: whoever stood still for too long must not go on with it.
        context.boundary = { try engine.boundary(beforeOutside: $0) }
        context.promotionAge = { [name = definition.name] in try engine.promotionAge(of: name) }
        context.notes.database = engine.database
        context.absent = self.absent
        destinations = try definition.destinations.map { try $0.open(context) }
    }

    /// Those that decide what is accepted: the first to have a new value, and the last to lose an old one.
    var verifiers: [any Destination] { destinations.filter(\.isVerifier) }
    /// Those that consumers read.
    var consumed: [any Destination] { destinations.filter { !$0.isVerifier } }

    /// The rotation that is not finished.
    func openRotation() throws -> Rotation? {
        try engine.database.read { try RotationRows.open(name, $0) }
    }

    func save(_ rotation: Rotation) throws {
        try engine.database.write { try RotationRows.update(rotation, $0) }
        try engine.boundary("saved \(rotation.state.rawValue)")
    }

    func warn(_ text: String) {
        if !warnings.contains(text) { warnings.append(text) }
    }

    /// A version's value as a destination of this format holds it.
    func text(of version: Int, as format: ValueFormat) throws -> SecretBox {
        let stored = try keyring.value(of: name, version, kind.name)
        switch stored.form {
        case .foreign: return stored.value
        case .canonical: return SecretBox(try stored.value.withSecret { try kind.write($0, as: format) })
        }
    }

    /// Lets a destination do something, and says which one it was where that fails.
    func at<Value>(_ destination: any Destination, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as LeaseError {
            // It is not the destination's: somebody else has taken the work over.
            throw error
        } catch let error as any Failure {
            throw SecretsError.destination(name: destination.name, error)
        }
    }
}
