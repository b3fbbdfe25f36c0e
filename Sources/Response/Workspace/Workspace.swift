public import Basics
internal import Configuration
internal import Cryptography
internal import Files
public import Incidents
public import Notifications
public import Secrets
public import State
internal import Synchronization

/// What an operation has at hand: the configuration, the clock, who acts, and the durable state, which is opened (and
/// made, where there is none) when it is first needed.
public final class Workspace: Sendable {
    /// `firebreak.yaml`, its structure checked.
    public let configuration: FirebreakConfiguration
    /// The variables to which `${env:NAME}` refers.
    public let environment: [String: String]
    /// The clock.
    public let time: TimeSource
    /// Who acts, as the journal names them.
    public let actor: String
    /// How the outcome of what was done is written down.
    let insistence: Insistence
    /// Asks for the keyring's passphrase; nil where nobody can be asked.
    private let askPassphrase: PassphrasePrompt?

    private let connected = Mutex<(any Database)?>(nil)
    private let opened = Mutex<Opened?>(nil)

    /// What stands open once state is needed.
    private struct Opened: Sendable {
        let database: any Database
        let keyring: Keyring
        let journal: Journal
        let announcements: Announcements
    }

    /// A workspace on a configuration that was read already.
    public init(
        configuration: FirebreakConfiguration, environment: [String: String], time: TimeSource = .system,
        actor: String, askPassphrase: PassphrasePrompt? = nil, insistence: Insistence = Insistence()
    ) {
        self.insistence = insistence
        self.askPassphrase = askPassphrase
        self.configuration = configuration
        self.environment = environment
        self.time = time
        self.actor = actor
    }

    /// Reads the configuration from where it may stand, or takes the defaults where there is none.
    ///
    /// - Parameters:
    ///   - path: the file that was asked for by name; it must then exist.
    ///   - directory: where `.firebreak` goes when there is no configuration file; absolute.
    public static func open(
        configuration path: String?, directory: String, environment: [String: String], time: TimeSource = .system,
        actor: String, askPassphrase: PassphrasePrompt? = nil, insistence: Insistence = Insistence()
    ) throws -> Workspace {
        let configuration =
            if let path = try ConfigurationFile.locate(explicit: path, environment: environment) {
                try FirebreakConfiguration(ConfigurationFile(path: path), path: path)
            } else {
                FirebreakConfiguration(defaultsIn: directory)
            }
        return Workspace(
            configuration: configuration, environment: environment, time: time, actor: actor,
            askPassphrase: askPassphrase, insistence: insistence)
    }

    /// Durable state.
    public var database: any Database { get throws { try state().database } }
    /// The secrets, unlocked.
    public var keyring: Keyring { get throws { try state().keyring } }
    /// The log that only grows.
    public var journal: Journal { get throws { try state().journal } }
    /// The incidents in it.
    public var incidents: Incidents { get throws { Incidents(journal: try journal) } }
    /// The messages on their way.
    public var outbox: Outbox { get throws { Outbox(database: try state().database, time: time, leases: try leases) } }
    /// Who is at work on what, on all machines that share the state.
    public var leases: Leases {
        get throws { Leases(database: try state().database, time: time, length: try LeaseLength.of(environment)) }
    }
    /// What turns messages into payloads and queues them.
    var announcements: Announcements { get throws { try state().announcements } }
    /// What carries rotations through.
    public var rotations: RotationEngine {
        get throws {
            let state = try state()
            return RotationEngine(
                keyring: state.keyring, database: state.database, time: time, environment: environment,
                lockDirectory: configuration.state.directory, reload: ProgramReloadRunner(environment: environment),
                cutter: StoreTokenCutter(workspace: self), leases: try leases)
        }
    }

    /// Where the journal's public key stands, as a signed note's verifier key (C2SP signed-note).
    public var journalKeyPath: String { configuration.state.directory + "/journal.pub" }

    /// The channels into which this process has queued messages that nobody has tried to deliver yet.
    var channelsToTell: [String] { opened.withLock { $0?.announcements.channels } ?? [] }

    /// Whether there is a state, without making one.
    public var hasState: Bool {
        get throws {
            do {
                _ = try openDatabase(creating: false)
                return true
            } catch StateError.notFound {
                return false
            }
        }
    }

    /// The state, also where the keyring cannot be opened. Throws `StateError.notFound` where there is none.
    public var databaseWithoutKeyring: any Database { get throws { try openDatabase(creating: false) } }

    /// The journal, to be written by somebody who may not have what opens the keyring, in which its signing key is sealed: nil
    /// where the keyring does not open, or somebody would be asked for a passphrase.
    public var journalWithoutAsking: Journal? { configuration.unlock.asks ? nil : try? journal }

    /// How the state is named to people.
    public var statePlace: String { configuration.state.place(environment) }

    private func openDatabase(creating: Bool) throws -> any Database {
        try connected.withLock { current in
            if let current { return current }
            let made = try configuration.state.open(environment, creating: creating)
            current = made
            return made
        }
    }

    private func state() throws -> Opened {
        try opened.withLock { current in
            if let current { return current }
            let database = try openDatabase(creating: true)
            let keyring = try Keyring(
                database: database, unlock: configuration.unlock, formerly: configuration.formerUnlock,
                environment: environment, time: time, ask: askPassphrase)
            let announcements = Announcements(
                configuration: configuration, outbox: Outbox(database: database, time: time), time: time)
            let made = Opened(
                database: database, keyring: keyring,
                journal: Journal(
                    database: database, signer: try checkpointSigner(keyring), time: time,
                    observer: announcements.observe),
                announcements: announcements)
            current = made
            return made
        }
    }

    /// The journal's signing key, made with the state and sealed in the keyring. Its public half goes beside the state
    /// for whoever verifies; the journal's name is taken from it, so that no two journals share one.
    private func checkpointSigner(_ keyring: Keyring) throws -> CheckpointSigner {
        let pem = try keyring.systemMaterial(named: "journal-signing-key") {
            try PrivateKey.generate(.ed25519).pem()
        }
        let signer = try pem.withSecret { pem in
            let key = try PrivateKey(pem: pem)
            let fingerprint = SHA256.hash(try key.publicKey().subjectPublicKeyInfo)
            return try CheckpointSigner(name: "firebreak/" + Hexadecimal.encode(fingerprint.prefix(8)), key: key)
        }
        if !FileReader.exists(journalKeyPath) {
            try AtomicFile.replace(journalKeyPath, with: Array((signer.verifier.verifierKey + "\n").utf8), mode: 0o644)
        }
        return signer
    }
}
