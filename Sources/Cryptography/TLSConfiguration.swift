/// How a TLS connection is made. Without anything set, the server must show a certificate for its host that the
/// system's authorities vouch for.
public struct TLSConfiguration: Sendable, Hashable {
    /// A PEM file of the authorities to trust instead of the system's.
    public var caFile: String?
    /// A PEM file with the client's certificate, and after it those between it and its authority.
    public var certificateFile: String?
    /// A PEM file with the key of the client's certificate, without a passphrase; nil where the certificate's file
    /// holds it too.
    public var keyFile: String?
    /// The name asked for and expected in the certificate, where it is not the host's.
    public var serverName: String?
    /// Whether the server's certificate is checked. Without it, anybody in between can read and change everything.
    public var verify: Bool

    /// Everything may be left out.
    public init(
        caFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil, serverName: String? = nil,
        verify: Bool = true
    ) {
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.serverName = serverName
        self.verify = verify
    }
}
