public import Basics
public import Cryptography
internal import Processes
public import State

/// Carries rotations through: create, publish, promote, reload, retire. Each step is on disk before the next begins and
/// may be done again, so that whatever stops it, the next call goes on where it stood. A value is sealed in the keyring
/// before any destination has it, and what a destination holds is taken into the keyring before it is replaced: no
/// value that somebody depends on is ever only in one place that is about to be overwritten.
///
/// One process at a time works on a secret, of all machines that share the state: it has the secret's lease, and another
/// gets `LeaseError.held`. Who has lost it, as it stood still for too long, writes nothing more, neither in the state nor
/// at a destination.
public struct RotationEngine: Sendable {
    /// The versions and their values.
    public let keyring: Keyring
    /// The state; within a lease the state as its holder may write it.
    var database: any Database
    /// By whose right it works; nil where it does not.
    var lease: Lease?
    /// The incident for which it begins rotations; nil for none.
    private(set) var incident: String?
    let leases: Leases
    let time: TimeSource
    let context: DestinationContext
    let reload: (any ReloadRunner)?
    let cutter: (any TokenCutter)?
    /// Called at every boundary between what is on disk and what is not; tests throw here to play a crash.
    var boundary: @Sendable (String) throws -> Void = { _ in }
    /// Told what each call gives or throws; tests look for secrets in it.
    var witness: @Sendable (Result<Any, any Error>) -> Void = { _ in }

    /// An engine.
    ///
    /// - Parameters:
    ///   - environment: what references in the configuration refer to.
    ///   - lockDirectory: the folder of the state; `locks/` in it holds the locks between processes.
    ///   - reload: what runs reload hooks; without it they are left out, and the receipt says so.
    ///   - cutter: what cuts tokens off in stores; without it that is left out, and the receipt says so.
    ///   - leases: who is at work on which secret; nil for those of the database, of the usual length.
    public init(
        keyring: Keyring, database: any Database, time: TimeSource, environment: [String: String],
        lockDirectory: String, reload: (any ReloadRunner)? = nil, cutter: (any TokenCutter)? = nil,
        leases: Leases? = nil
    ) {
        self.keyring = keyring
        self.database = database
        self.leases = leases ?? Leases(database: database, time: time)
        self.time = time
        context = DestinationContext(environment: environment, lockDirectory: lockDirectory + "/locks", time: time)
        self.reload = reload
        self.cutter = cutter
    }

    /// The same, beginning rotations for an incident: what carries them on later belongs to it too.
    public func beginning(for incident: String?) -> RotationEngine {
        var engine = self
        engine.incident = incident
        return engine
    }

    /// The incidents for which rotations under way were begun, by the secrets' names.
    public func incidents() throws -> [String: String] {
        try database.read { try RotationRows.allOpen($0) }.compactMapValues(\.steps.incident)
    }

    /// Makes the next version and brings it as far as time allows. A rotation that was interrupted is finished instead,
    /// and one that waits for its next value to have been published is left waiting; `warnings` say so. A rotation that
    /// only waits for its overlap to pass gives way to a new one.
    ///
    /// - Parameters:
    ///   - compromised: no publishing ahead and no overlap: the old versions are retired at once.
    ///   - absent: servers, as `HOST:PORT`, that an emergency does without while they are away. They get the change when
    ///     they are back; until then the rotation is not finished.
    ///   - value: the new value, made by somebody else, as Stripe makes signing secrets; nil to make one.
    ///   - isScheduled: a timer asks for it: where it cannot begin, that is noted, and the timer waits ever longer.
    ///   - onlyIfDue: not where somebody else has seen to it since it was found to be due (`SecretsError.seenTo`).
    public func rotate(
        _ definition: SecretDefinition, compromised: Bool = false, without absent: [String] = [],
        value: SecretBox? = nil, isScheduled: Bool = false, onlyIfDue: Bool = false
    ) throws -> RotationOutcome {
        try locked(definition) { run in
            if onlyIfDue, try due([definition]).isEmpty { throw SecretsError.seenTo(name: definition.name) }
            run.isScheduled = isScheduled
            run.given = try value.map { SecretBox(try Self.imported($0, definition.kind)) }
            return try run.rotate(compromised: compromised, without: absent)
        }
    }

    /// Carries an unfinished rotation on, also one that is parked; nil where there is none.
    ///
    /// - Parameters:
    ///   - isScheduled: a timer asks for it; by hand, the attempts are counted anew.
    ///   - onlyIfDue: not where somebody else has seen to it since it was found to be due (`SecretsError.seenTo`).
    public func advance(
        _ definition: SecretDefinition, isScheduled: Bool = false, onlyIfDue: Bool = false
    ) throws -> RotationOutcome? {
        try locked(definition) { run in
            if onlyIfDue, try unfinished([definition]).isEmpty { throw SecretsError.seenTo(name: definition.name) }
            run.isScheduled = isScheduled
            return try run.advance()
        }
    }

    /// Puts the value that the unfinished rotation replaced back everywhere. Possible until it is retired.
    public func rollback(_ definition: SecretDefinition) throws -> RotationOutcome {
        try locked(definition) { run in try run.rollback() }
    }

    /// Retires the previous versions now, without waiting for their overlap to pass.
    ///
    /// - Parameter unproven: also without the proof of adoption that the configuration asks for.
    public func retire(_ definition: SecretDefinition, unproven: Bool = false) throws -> RotationOutcome {
        try locked(definition) { run in try run.retireNow(unproven: unproven) }
    }

    /// Runs `body` alone on a secret.
    func locked<Value>(_ definition: SecretDefinition, _ body: (RotationRun) throws -> Value) throws -> Value {
        guard SecretName.isValid(definition.name) else { throw SecretsError.invalidName }
        return try witnessed {
            try leases.hold(Self.leaseName(definition.name)) { lease in
                try working(by: lease) { engine in
                    let run = try RotationRun(engine, definition)
                    if let other = lease.predecessor { run.warn("it was taken over from \(other), which did not finish it") }
                    return try body(run)
                }
            }
        }
    }

    /// Lets the witness have what `body` gives or throws.
    func witnessed<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            let value = try body()
            witness(.success(value))
            return value
        } catch {
            witness(.failure(error))
            throw error
        }
    }

    /// What a secret's lease is called.
    public static func leaseName(_ secret: String) -> String { "secret \(secret)" }

    /// Runs `body` with an engine that works by a lease: it writes nothing without it, and ends the programs that it has
    /// started where the lease may have run out.
    func working<Value>(by lease: Lease, _ body: (RotationEngine) throws -> Value) throws -> Value {
        var engine = self
        engine.database = lease.database
        engine.lease = lease
        return try ProgramGuard.running(while: { lease.isCertain }) { try body(engine) }
    }

    /// A boundary behind which something is done outside, by somebody who may.
    func boundary(beforeOutside name: String) throws {
        try boundary(name)
        try lease?.confirm()
    }
}
