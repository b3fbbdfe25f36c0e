import Processes

/// A certification authority, a server's and a client's certificate, made by the `openssl` command in a folder.
public struct TestCertificates: Sendable {
    private let directory: String

    /// The authority that signed the server's and the client's certificate.
    public var authority: String { "\(directory)/authority.pem" }
    /// An authority that signed neither.
    public var stranger: String { "\(directory)/stranger.pem" }
    /// Good for `localhost` and 127.0.0.1.
    public var server: String { "\(directory)/server.pem" }
    /// The key of the server's certificate.
    public var serverKey: String { "\(directory)/server.key" }
    /// A client's certificate, with the common name `firebreak`.
    public var client: String { "\(directory)/client.pem" }
    /// The key of the client's certificate.
    public var clientKey: String { "\(directory)/client.key" }

    /// Makes them all in a folder that is there.
    public init(in directory: String) throws {
        self.directory = directory
        for name in ["authority", "stranger"] { try make(name, ["-addext", "basicConstraints=critical,CA:TRUE"]) }
        let signed = ["-CA", authority, "-CAkey", "\(directory)/authority.key"]
        try make("server", signed + ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        try make("client", signed + ["-addext", "extendedKeyUsage=clientAuth"])
    }

    private func make(_ name: String, _ options: [String]) throws {
        let result = try ProgramRun.run(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2", "-subj", "/CN=\(name == "client" ? "firebreak" : name)",
                "-keyout", "\(directory)/\(name).key", "-out", "\(directory)/\(name).pem",
            ] + options)
        guard result.succeeded else { throw TestFailure("openssl cannot make '\(name)': \(result.errorText)") }
    }
}
