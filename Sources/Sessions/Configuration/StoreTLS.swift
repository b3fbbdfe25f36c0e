internal import Configuration
internal import Cryptography

/// `tls:` of a store: files and the name to expect, unresolved.
struct StoreTLS: Sendable {
    let authority: ConfigurationText?
    let certificate: ConfigurationText?
    let key: ConfigurationText?
    let serverName: ConfigurationText?

    /// Reads `{ca, certificate, key, serverName}`; a certificate needs its key.
    init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        authority = try Self.path(mapping.optional("ca"))
        certificate = try Self.path(mapping.optional("certificate"))
        key = try Self.path(mapping.optional("key"))
        serverName = try mapping.optional("serverName").map { node throws(ConfigurationError) in try node.text() }
        guard (certificate == nil) == (key == nil) else {
            throw node.failure("'\(node.path)' needs both 'certificate' and 'key', or neither")
        }
        try mapping.finish()
    }

    private static func path(_ node: ConfigurationNode?) throws(ConfigurationError) -> ConfigurationText? {
        try node.map { node throws(ConfigurationError) in try node.filePath() }
    }

    /// The files' paths with their references resolved.
    func resolve(_ environment: [String: String]) throws(ConfigurationError) -> TLSConfiguration {
        func text(_ value: ConfigurationText?) throws(ConfigurationError) -> String? {
            try value.map { value throws(ConfigurationError) in try value.resolve(environment) }
        }
        return try TLSConfiguration(
            caFile: text(authority), certificateFile: text(certificate), keyFile: text(key),
            serverName: text(serverName))
    }
}
