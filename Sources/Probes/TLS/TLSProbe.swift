public import Basics
public import Configuration
internal import Cryptography

/// Looks at the certificate that a TLS server shows: whether it is trusted, names the host, and how long it is valid.
/// Nothing is said after the handshake.
public struct TLSProbe: Probe {
    private let host: String
    private let port: Int
    private let caFile: ConfigurationText?
    private let timeout: Duration
    /// What it should be.
    public let expectations: TLSExpectations

    /// - Parameters:
    ///   - address: `host:port`, `[2001:db8::1]:443`, or a host for port 443.
    ///   - caFile: the authorities to trust in place of the system's.
    /// Nil where the address is none.
    public init?(
        _ address: String, caFile: String? = nil, timeout: Duration = .seconds(10),
        expecting expectations: TLSExpectations = TLSExpectations()
    ) {
        guard let (host, port) = Self.parts(address) else { return nil }
        (self.host, self.port) = (host, port)
        self.caFile = caFile.map { ConfigurationText(literal: $0) }
        self.timeout = timeout
        self.expectations = expectations
    }

    /// Decodes `{address: "db.example.com:5432", serverName: db, caFile: ca.pem, validFor: 14d, protocol: TLSv1.3,
    /// timeout: 10s}`.
    public init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let addressNode = try mapping.required("address")
        guard let (host, port) = Self.parts(try addressNode.string()) else {
            throw addressNode.failure("'\(addressNode.path)' is no host with a port", hint: "as example.com:443")
        }
        (self.host, self.port) = (host, port)
        caFile = try mapping.optional("caFile")?.filePath()
        timeout = try mapping.optional("timeout")?.duration() ?? .seconds(10)
        expectations = try TLSExpectations(&mapping)
        try mapping.finish()
    }

    public var name: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    public func ask(_ environment: [String: String], at now: Timestamp) throws -> TLSProbeOutcome {
        let authorities = try caFile?.resolve(environment)
        do throws(CryptographyError) {
            let seen = try TLSInspection(
                host: host, port: port, serverName: expectations.serverName, caFile: authorities, timeout: timeout)
            return TLSProbeOutcome(name: name, seen, expectations, now)
        } catch {
            // An authority's file that cannot be read is this side's affair.
            if case .tls(_, .credentials) = error { throw error }
            return TLSProbeOutcome(name: name, reason: error.message, hint: error.hint)
        }
    }

    private static func parts(_ address: String) -> (host: String, port: Int)? {
        var (host, port) = (address, "443")
        if address.hasPrefix("["), let end = address.firstIndex(of: "]") {
            let rest = address[end...].dropFirst()
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            host = String(address[address.index(after: address.startIndex)..<end])
            if !rest.isEmpty { port = String(rest.dropFirst()) }
        } else if let colon = address.firstIndex(of: ":") {
            host = String(address[..<colon])
            port = String(address[colon...].dropFirst())
        }
        guard !host.isEmpty, host.utf8.count <= 255, host.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x2F }),
            port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port), (1...65535).contains(number)
        else { return nil }
        return (host, number)
    }
}

/// What a TLS server should show. Its certificate must be trusted and name the host in any case.
public struct TLSExpectations: Sendable, Hashable {
    /// How long the certificate, and those that it depends on, must be valid still.
    public var validFor: Duration = .zero
    /// The name that is asked for and must be in the certificate, where it is not the host's.
    public var serverName: String?
    /// The protocol that must be agreed on, at least.
    public var minimumProtocol: TLSVersion?

    /// The versions that firebreak speaks.
    public enum TLSVersion: String, Sendable, Hashable, CaseIterable {
        case tls12 = "TLSv1.2"
        case tls13 = "TLSv1.3"
    }

    /// A certificate that is valid now.
    public init() {}

    /// Reads `validFor`, `serverName` and `protocol` out of a mapping.
    init(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) {
        validFor = try mapping.optional("validFor")?.duration() ?? .zero
        serverName = try mapping.optional("serverName")?.string()
        minimumProtocol = try mapping.optional("protocol")?.oneOf()
    }
}
