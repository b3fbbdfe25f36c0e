public import Configuration

/// What the keyring's own key is wrapped under. A key file for now; a passphrase, a systemd credential and a command
/// have their place in the configuration and come later.
public struct KeyringUnlock: Sendable {
    enum Method: Sendable {
        case keyFile(ConfigurationText)
    }

    let method: Method

    /// A file that holds the key, 0600.
    public static func keyFile(path: String) -> KeyringUnlock {
        KeyringUnlock(method: .keyFile(ConfigurationText(literal: path)))
    }

    /// Where the key file is, for the method that has one. Throws where a reference cannot be resolved.
    public func keyFilePath(_ environment: [String: String]) throws(ConfigurationError) -> String? {
        switch method {
        case .keyFile(let text): try text.resolve(environment)
        }
    }

    private init(method: Method) { self.method = method }

    /// Decodes `{keyfile: PATH}`.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let keyFile = mapping.optional("keyfile")
        for name in ["passphrase", "credential", "command"] {
            if let later = mapping.optional(name) {
                throw later.failure(
                    "unlocking the keyring by \(name) is not supported by this version", hint: "use keyfile: PATH")
            }
        }
        try mapping.finish()
        guard let keyFile else { throw node.failure("'\(node.path)' needs the key 'keyfile'", hint: "keyfile: PATH") }
        method = .keyFile(try keyFile.filePath())
    }
}
