/// The answer to a request. All of it came from elsewhere: make it `printable` before it is shown.
public struct HTTPResponse: Sendable {
    /// The status code, 200 to 599: interim answers (1xx) are passed over.
    public let status: Int
    /// The header fields in order, each with its value unfolded and without the white space around it. Trailers are
    /// left out.
    public let headers: [(name: String, value: String)]
    /// The content as it came.
    public let body: [UInt8]

    /// An answer, as made by a server or by hand.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header field of this name, in whatever case it was written.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
