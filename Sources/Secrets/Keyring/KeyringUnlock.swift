public import Configuration

/// What the keyring's data key is wrapped under: a key file, a passphrase, a credential of systemd, or what a command
/// prints.
public struct KeyringUnlock: Sendable {
    enum Method: Sendable {
        /// A file that holds the key, 0600.
        case keyFile(ConfigurationText)
        /// A passphrase from a variable or a file; nil to ask for it.
        case passphrase(ConfigurationText?)
        /// A file in `$CREDENTIALS_DIRECTORY` (systemd.exec(5), `LoadCredential=`), which holds a key or a passphrase.
        case credential(name: String)
        /// A program that prints a key or a passphrase.
        case command([String], directory: String)
    }

    let method: Method

    private init(method: Method) { self.method = method }

    /// A file that holds the key, 0600.
    public static func keyFile(path: String) -> KeyringUnlock {
        KeyringUnlock(method: .keyFile(ConfigurationText(literal: path)))
    }

    /// Where the key file is, for the method that has one. Throws where a reference cannot be resolved.
    public func keyFilePath(_ environment: [String: String]) throws(ConfigurationError) -> String? {
        if case .keyFile(let text) = method { try text.resolve(environment) } else { nil }
    }

    /// Whether a person may be asked for a passphrase.
    public var asks: Bool { if case .passphrase(nil) = method { true } else { false } }

    /// The name of the credential, for the method that has one.
    public var credentialName: String? { if case .credential(let name) = method { name } else { nil } }

    /// Decodes `{keyfile: PATH}`, `{passphrase: "${env:NAME}"}` or `{passphrase: prompt}`, `{credential: NAME}` or
    /// `{command: [PROGRAM, ARGUMENT, …]}`.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let keyFile = mapping.optional("keyfile")
        let passphrase = mapping.optional("passphrase")
        let credential = mapping.optional("credential")
        let command = mapping.optional("command")
        try mapping.finish()
        let given = [keyFile, passphrase, credential, command].compactMap { $0 }
        guard given.count == 1 else {
            throw node.failure(
                "'\(node.path)' needs one of the keys 'keyfile', 'passphrase', 'credential' and 'command'",
                hint: "for example keyfile: .firebreak/keyring.key")
        }
        if let keyFile {
            method = .keyFile(try keyFile.filePath())
        } else if let passphrase {
            method = .passphrase(try Self.passphrase(passphrase))
        } else if let credential {
            method = .credential(name: try Self.credential(credential))
        } else if let command {
            let arguments = try CommandDefinition.arguments(command, hint: "as command: [pass, show, firebreak]")
            method = .command(arguments, directory: node.directory)
        } else {
            preconditionFailure("one of the four is there")
        }
    }

    private static func passphrase(_ node: ConfigurationNode) throws(ConfigurationError) -> ConfigurationText? {
        let text = try node.text()
        guard let literal = text.literal else { return text }
        guard literal == "prompt" else {
            throw node.failure(
                "'\(node.path)' holds the passphrase itself, which protects nothing there",
                hint: "refer to it: ${env:FIREBREAK_PASSPHRASE} or ${file:/path}, or write prompt to be asked")
        }
        return nil
    }

    private static func credential(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        let name = try node.string()
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
            throw node.failure("'\(node.path)' is not a credential's name", hint: "the name in LoadCredential=NAME:PATH")
        }
        return name
    }
}
