/// One HTTP request, with the bounds within which its answer is waited for and kept.
public struct HTTPRequest: Sendable {
    /// The method, `GET`, `POST`, …: a token (RFC 9110 §9.1).
    public var method: String
    /// An absolute `http` or `https` URL. It may be a credential, so that no error quotes more of it than its origin.
    public var url: String
    /// The header fields, in order; a name may come more than once.
    public var headers: [(name: String, value: String)]
    /// The content that is sent; empty for none.
    public var body: [UInt8]
    /// How long the whole exchange may take.
    public var timeout: Duration
    /// How long connecting may take, TLS included.
    public var connectTimeout: Duration
    /// How many bytes of header fields and content together are taken before the exchange is given up.
    public var maximumResponseBytes: Int
    /// A PEM file of the certificate authorities to trust in place of the system's.
    public var caFile: String?
    /// The credentials with which it is signed for an AWS service; nil for none.
    public var signing: AWSSigning?
    /// Whether the answer is to say until when the server's certificate is valid. A new connection is made for it.
    public var asksForCertificate = false

    /// A request; unless said otherwise it has 10 s for everything, 5 s to connect, and an answer of up to 1 MiB.
    public init(
        method: String = "GET", url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        timeout: Duration = .seconds(10), connectTimeout: Duration = .seconds(5), maximumResponseBytes: Int = 1 << 20,
        caFile: String? = nil, signing: AWSSigning? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.maximumResponseBytes = maximumResponseBytes
        self.caFile = caFile
        self.signing = signing
    }
}
