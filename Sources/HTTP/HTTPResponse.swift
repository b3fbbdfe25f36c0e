public import Basics

/// The answer to a request. All of it came from elsewhere: make it `printable` before it is shown.
public struct HTTPResponse: Sendable {
    /// The status code, 200 to 599: interim answers (1xx) are passed over.
    public let status: Int
    /// The header fields in order, each with its value unfolded and without the white space around it. Trailers are
    /// left out.
    public let headers: [(name: String, value: String)]
    /// The content as it came.
    public let body: [UInt8]
    /// The end of the validity of the server's certificate; nil without TLS, and where it was not asked for.
    public let certificateExpiresAt: Timestamp?

    /// An answer, as made by a server or by hand.
    public init(
        status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        certificateExpiresAt: Timestamp? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.certificateExpiresAt = certificateExpiresAt
    }

    /// The first header field of this name, in whatever case it was written.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
