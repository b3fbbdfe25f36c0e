internal import Basics
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A small HTTP/1.1 receiver on 127.0.0.1 and a free port, which takes what is posted to it and answers what it is told
/// to: the far end of the drill's notifications. It never listens on any other interface.
public final class LoopbackReceiver: Sendable {
    /// A request as it arrived.
    public struct Request: Sendable {
        /// The request target, as `/v2/enqueue`.
        public let path: String
        /// The body, at most 4 MiB.
        public let body: [UInt8]
    }

    /// What to answer.
    public struct Answer: Sendable {
        /// The status code.
        public let status: Int
        /// The content, as plain text.
        public let body: String
        /// An answer.
        public init(status: Int, body: String) {
            self.status = status
            self.body = body
        }
    }

    /// The port it listens on.
    public let port: Int
    private let listener: Int32
    private let received = Mutex<[Request]>([])
    private let isStopped = Atomic(false)

    /// Starts to listen. `answer` is called for each request, on the receiver's own thread.
    public init(answering answer: @escaping @Sendable (Request) -> Answer) throws(HTTPError) {
        guard let (listener, port) = listenOnLoopback() else {
            throw HTTPError.unreachable(origin: "127.0.0.1", reason: "no port to listen on")
        }
        self.listener = listener
        self.port = port
        _ = BackgroundThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                if connection < 0 && errno == EINTR { continue }
                guard connection >= 0, let self, !self.isStopped.load(ordering: .relaxed) else {
                    if connection >= 0 { close(connection) }
                    close(listener)
                    return
                }
                self.serve(connection, answer)
            }
        }
    }

    /// What has arrived so far, in order.
    public var requests: [Request] { received.withLock { $0 } }

    /// Stops listening.
    public func stop() {
        if !isStopped.exchange(true, ordering: .relaxed) { shutdown(listener, Int32(SHUT_RDWR)) }
    }

    deinit { stop() }

    private func serve(_ connection: Int32, _ answer: (Request) -> Answer) {
        defer { close(connection) }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        unsafe setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard let request = readRequest(from: connection) else { return }
        received.withLock { $0.append(request) }
        let reply = answer(request)
        let text =
            "HTTP/1.1 \(reply.status) Answer\r\nContent-Length: \(reply.body.utf8.count)\r\n"
            + "Content-Type: text/plain\r\nConnection: close\r\n\r\n\(reply.body)"
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
}

/// A listening socket on 127.0.0.1 and the free port that the system chose.
private func listenOnLoopback() -> (descriptor: Int32, port: Int)? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            unsafe bind(descriptor, generic, length) == 0 && listen(descriptor, 16) == 0
                && getsockname(descriptor, generic, &length) == 0
        }
    }
    guard isListening else {
        close(descriptor)
        return nil
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
}

/// Reads one request with a Content-Length body; nil where it is none, or over 4 MiB.
private func readRequest(from connection: Int32) -> LoopbackReceiver.Request? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    var headEnd: Int?
    var bodyLength = 0
    while headEnd.map({ bytes.count < $0 + bodyLength }) ?? true {
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(connection, $0.baseAddress, $0.count, 0) }
        guard count > 0, bytes.count + count <= 4 << 20 else { return nil }
        bytes += chunk[..<count]
        if headEnd == nil, let end = endOfHead(bytes) {
            headEnd = end
            bodyLength = contentLength(bytes[..<end])
            if expectsContinue(bytes[..<end]) {
                let go = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
                _ = unsafe go.withUnsafeBytes { unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
        }
    }
    guard let headEnd else { return nil }
    let requestLine = String(decoding: bytes.prefix { $0 != 13 }, as: UTF8.self).split(separator: " ")
    guard requestLine.count == 3 else { return nil }
    return LoopbackReceiver.Request(path: String(requestLine[1]), body: Array(bytes[headEnd...]))
}

private func endOfHead(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (4...bytes.count).first { bytes[($0 - 4)..<$0].elementsEqual([13, 10, 13, 10]) }
}

private func headerLines(_ head: ArraySlice<UInt8>) -> [String] {
    String(decoding: head, as: UTF8.self).lowercased().split(separator: "\r\n").map(String.init)
}

private func contentLength(_ head: ArraySlice<UInt8>) -> Int {
    let name = "content-length:"
    let value = headerLines(head).first { $0.hasPrefix(name) }?.dropFirst(name.count).filter { $0 != " " }
    return value.flatMap { Int($0) }.map { max(0, min($0, 4 << 20)) } ?? 0
}

private func expectsContinue(_ head: ArraySlice<UInt8>) -> Bool {
    headerLines(head).contains { $0.hasPrefix("expect:") && $0.contains("100-continue") }
}
