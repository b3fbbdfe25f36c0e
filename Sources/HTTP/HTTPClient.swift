internal import Basics
internal import CCurl
internal import Synchronization

/// Sends HTTP requests through libcurl, one after the other, and waits for each answer. Redirects are not followed;
/// nothing but http and https is spoken; certificates are verified; proxies are taken from the environment
/// (`https_proxy`, `http_proxy`, `no_proxy`), as curl does.
///
/// May be used from several threads. A connection is kept for the next request to the same place.
public struct HTTPClient: Sendable {
    private let userAgent: String
    private let idle = IdleHandle()

    /// A client that introduces itself as `userAgent`.
    public init(userAgent: String = Self.defaultUserAgent) { self.userAgent = userAgent }

    /// `firebreak/<version>`.
    public static let defaultUserAgent = "firebreak/\(firebreakVersion)"

    /// Sends a request and returns the answer, whatever its status.
    public func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let origin = try HTTPOrigin(url: request.url)
        let exchange = try Exchange(request, origin: origin.description, userAgent: userAgent)
        let handle = try idle.take()
        handle.reset()
        let response = try exchange.run(on: handle)
        // After a failure the handle goes, and its connections with it: they may be in any state.
        idle.keep(handle)
        return response
    }
}

/// The handle of the last exchange, with its open connections. While one thread has it, another makes its own.
private final class IdleHandle: Sendable {
    private let handle = Mutex<EasyHandle?>(nil)

    func take() throws(HTTPError) -> EasyHandle {
        if let kept = handle.withLock({ $0.take() }) { return kept }
        return try EasyHandle()
    }

    func keep(_ finished: consuming EasyHandle) {
        var finished: EasyHandle? = finished
        handle.withLock { $0 = finished.take() }
    }
}
