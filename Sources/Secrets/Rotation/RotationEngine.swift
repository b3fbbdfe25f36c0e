public import Basics
internal import Files
public import State

/// Carries rotations through: create, publish, promote, reload, retire. Each step is on disk before the next begins and
/// may be done again, so that whatever stops it, the next call goes on where it stood. A value is sealed in the keyring
/// before any destination has it, and what a destination holds is taken into the keyring before it is replaced: no
/// value that somebody depends on is ever only in one place that is about to be overwritten.
///
/// One process at a time works on a secret; another gets `SecretsError.busy`.
public struct RotationEngine: Sendable {
    /// The versions and their values.
    public let keyring: Keyring
    let database: any Database
    let time: TimeSource
    let context: DestinationContext
    let reload: (any ReloadRunner)?
    /// Called at every boundary between what is on disk and what is not; tests throw here to play a crash.
    var boundary: @Sendable (String) throws -> Void = { _ in }

    /// An engine.
    ///
    /// - Parameters:
    ///   - environment: what references in the configuration refer to.
    ///   - lockDirectory: the folder of the state; `locks/` in it holds the locks between processes.
    ///   - reload: what runs reload hooks; without it they are left out, and the receipt says so.
    public init(
        keyring: Keyring, database: any Database, time: TimeSource, environment: [String: String],
        lockDirectory: String, reload: (any ReloadRunner)? = nil
    ) {
        self.keyring = keyring
        self.database = database
        self.time = time
        context = DestinationContext(environment: environment, lockDirectory: lockDirectory + "/locks", time: time)
        self.reload = reload
    }

    /// Makes the next version and brings it as far as time allows. A rotation that was interrupted is finished instead,
    /// and one that waits for its next value to have been published is left waiting; `warnings` say so. A rotation that
    /// only waits for its overlap to pass gives way to a new one.
    ///
    /// - Parameters:
    ///   - compromised: no publishing ahead and no overlap: the old versions are retired at once.
    ///   - isScheduled: a timer asks for it: where it cannot begin, that is noted, and the timer waits ever longer.
    public func rotate(
        _ definition: SecretDefinition, compromised: Bool = false, isScheduled: Bool = false
    ) throws -> RotationOutcome {
        try locked(definition) { run in
            run.isScheduled = isScheduled
            return try run.rotate(compromised: compromised)
        }
    }

    /// Carries an unfinished rotation on, also one that is parked; nil where there is none.
    ///
    /// - Parameter isScheduled: a timer asks for it; by hand, the attempts are counted anew.
    public func advance(_ definition: SecretDefinition, isScheduled: Bool = false) throws -> RotationOutcome? {
        try locked(definition) { run in
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
        try PrivateDirectory.ensure(context.lockDirectory)
        let lock: FileLock
        do {
            lock = try FileLock(path: "\(context.lockDirectory)/secret-\(definition.name).lock")
        } catch .locked {
            throw SecretsError.busy(name: definition.name)
        }
        return try withExtendedLifetime(lock) { try body(try RotationRun(self, definition)) }
    }
}
