internal import Basics
internal import Configuration
public import Cryptography
internal import Files
internal import Processes

/// What unlocks a keyring: a key as it is, or a passphrase from which one is derived.
enum UnlockMaterial: Sendable {
    case key(SecretBox)
    case passphrase(SecretBox)

    /// What stands in a credential or is printed by a command: the text of a key file, or a passphrase without the
    /// line end after it.
    init(text: borrowing Secret) {
        if let key = KeyFile.key(in: text) {
            self = .key(SecretBox(key))
        } else {
            self = .passphrase(SecretBox(text.withoutLineEnd()))
        }
    }
}

/// What a keyring is unlocked with: a method, and all that it refers to.
struct UnlockSource: Sendable {
    let method: KeyringUnlock.Method
    let environment: [String: String]
    /// Asks for a passphrase, twice where it is a new one; nil where nobody can be asked.
    let ask: PassphrasePrompt?

    /// The most that a credential or a command may hold, in bytes.
    private static let longest = 64 << 10
    private static let commandTime = Duration.seconds(60)

    /// How errors call it.
    var name: String {
        switch method {
        case .keyFile(let text): "the key file \(((try? text.resolve(environment)) ?? "").printable)"
        case .passphrase: "the passphrase"
        case .credential(let name): "the credential '\(name.printable)'"
        case .command(let arguments, _): "what '\(arguments[0].printable)' prints"
        }
    }

    /// Gets it.
    ///
    /// - Parameter isNew: something will be wrapped under it for the first time: a key file may be made, a passphrase
    ///   is asked for twice.
    func material(isNew: Bool) throws -> UnlockMaterial {
        switch method {
        case .keyFile(let text):
            let file = KeyFile(path: try text.resolve(environment))
            return .key(SecretBox(try isNew ? file.readOrCreate() : file.read()))
        case .passphrase(let text?): return .passphrase(SecretBox(Secret(utf8: try text.resolve(environment))))
        case .passphrase(nil):
            guard let ask else { throw SecretsError.keyring(.noMaterial(.nobodyToAsk)) }
            return .passphrase(try ask(isNew))
        case .credential(let name): return try credential(name)
        case .command(let arguments, let directory): return try output(of: arguments, in: directory)
        }
    }

    private func credential(_ name: String) throws -> UnlockMaterial {
        guard let folder = environment["CREDENTIALS_DIRECTORY"] else {
            throw SecretsError.keyring(.noMaterial(.credential(name, "$CREDENTIALS_DIRECTORY is not set")))
        }
        do {
            return UnlockMaterial(text: Secret(try FileReader.read("\(folder)/\(name)", limit: Self.longest)))
        } catch {
            throw SecretsError.keyring(.noMaterial(.credential(name, error.message)))
        }
    }

    /// What the program writes to its standard error is left out: it may hold anything.
    private func output(of arguments: [String], in directory: String) throws -> UnlockMaterial {
        let result = try ProgramRun.run(
            arguments, environment: environment, workingDirectory: directory, timeout: Self.commandTime,
            outputLimit: Self.longest)
        guard result.succeeded, !result.outputWasCut else {
            let reason =
                result.timedOut ? "it did not end within a minute" : "it ended with status \(result.exitCode)"
            throw SecretsError.keyring(.noMaterial(.command(arguments[0], reason)))
        }
        return UnlockMaterial(text: Secret(result.standardOutput))
    }
}

/// Asks for the keyring's passphrase; twice, and until both are the same, where it is a new one.
public typealias PassphrasePrompt = @Sendable (_ isNew: Bool) throws -> SecretBox
