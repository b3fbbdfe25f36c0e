import Cryptography
import Glibc
import Processes
import TestSupport

/// `openssl s_server -rev`, which sends every line back in reverse, and sockets to it.
final class TLSTestServer: Sendable {
    let port: Int
    private let server: ManagedServer

    init(_ options: [String]) throws {
        let port = freePort()
        self.port = port
        server = try ManagedServer(
            arguments: ["openssl", "s_server", "-rev", "-quiet", "-no_ign_eof", "-accept", "127.0.0.1:\(port)"]
                + options)
        try waitUntil("s_server listens") {
            guard let socket = try? Socket(port: port) else { return false }
            _ = socket.descriptor
            return true
        }
    }

    /// Ends it; its connections end without the notice that TLS asks for.
    func stop() { server.stop() }
}

/// A TCP connection to a port of 127.0.0.1, closed at the end.
struct Socket: ~Copyable {
    let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let done = withLoopbackAddress(port) { connect(descriptor, $0, $1) }
        guard done == 0 else { throw TestFailure("nothing listens on port \(port)") }
    }

    deinit { close(descriptor) }
}

/// A port of 127.0.0.1 to which one can connect, but where nobody answers.
struct SilentListener: ~Copyable {
    let port: Int
    private let descriptor: Int32

    init() throws {
        port = freePort()
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let done = withLoopbackAddress(port) { bind(descriptor, $0, $1) }
        guard done == 0, listen(descriptor, 4) == 0 else { throw TestFailure("cannot listen") }
    }

    deinit { close(descriptor) }

    /// Sends something to the first who connects, and hangs up.
    borrowing func answer(_ text: String) {
        let connection = accept(descriptor, nil, nil)
        _ = Array(text.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, 0) }
        shutdown(connection, Int32(SHUT_RDWR))
        close(connection)
    }
}

func withLoopbackAddress(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = in_port_t(port).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}

extension TLSStream {
    /// Sends a line and gives what comes back, up to and with the line's end.
    mutating func exchange(_ line: String) throws -> String {
        try writeAll(Array((line + "\n").utf8))
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while text.last != UInt8(ascii: "\n") {
            let count = try buffer.withUnsafeMutableBytes { try read(into: $0) }
            guard count > 0 else { break }
            text += buffer.prefix(count)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads once, and says how many bytes came.
    mutating func readOnce() throws -> Int {
        var buffer = [UInt8](repeating: 0, count: 4096)
        return try buffer.withUnsafeMutableBytes { try read(into: $0) }
    }
}
