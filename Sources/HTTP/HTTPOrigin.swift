internal import Basics
internal import CCurl

/// Scheme, host and port of a URL: the part that may be shown.
public struct HTTPOrigin: Sendable, Hashable, CustomStringConvertible {
    /// `http` or `https`.
    public let scheme: String
    /// The host's name or address, an IPv6 address in its brackets.
    public let host: String
    /// The port, where the URL names one.
    public let port: Int?

    /// Takes a URL apart as libcurl will when it connects.
    ///
    /// Throws `invalidRequest` where it is no absolute http or https URL.
    public init(url: String) throws(HTTPError) {
        let parts = try URLParts.parse(url)
        guard let scheme = parts.part(CURLUPART_SCHEME)?.lowercased(), let host = parts.part(CURLUPART_HOST),
            !host.isEmpty, scheme == "http" || scheme == "https", !url.dropFirst(scheme.count).hasPrefix(":///")
        else { throw .invalidRequest("the URL is not an absolute http or https URL") }
        self.scheme = scheme
        self.host = host.printable
        port = parts.part(CURLUPART_PORT).flatMap { Int($0) }
    }

    /// `https://host` or `https://host:8443`.
    public var description: String { "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "") }

    /// Whether the host is this machine, as far as its name or address tells.
    public var isLoopback: Bool {
        let host = host.lowercased()
        return host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" || isLoopbackAddress
    }

    /// 127.0.0.0/8 in its four parts (RFC 1122 §3.2.1.3).
    private var isLoopbackAddress: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// libcurl's parsed URL (libcurl-url(3)).
@safe private struct URLParts: ~Copyable {
    private let handle: OpaquePointer

    private init(adopting handle: OpaquePointer) { unsafe self.handle = handle }

    static func parse(_ url: String) throws(HTTPError) -> URLParts {
        try CurlLibrary.ready()
        // A C string would end at the first NUL, and something else than was checked would be asked for.
        guard !url.utf8.contains(0) else { throw .invalidRequest("the URL has a NUL in it") }
        guard let handle = unsafe curl_url() else { throw .library(origin: "libcurl", description: "out of memory") }
        let parts = unsafe URLParts(adopting: handle)
        guard unsafe curl_url_set(handle, CURLUPART_URL, url, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK else {
            throw .invalidRequest("the URL is not an absolute http or https URL")
        }
        return parts
    }

    deinit { unsafe curl_url_cleanup(handle) }

    func part(_ part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text = unsafe text else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}
