import Basics
import Glibc
import Redis
import TestSupport

/// A server that speaks first and never listens: it answers the greeting with `+OK` and `+PONG` before it is asked, then
/// sends what it is told, and keeps the connection open.
final class FakeServer: Sendable {
    let port: Int
    private let listener: Int32

    /// - Parameter repetitions: how often `payload` is sent.
    convenience init(sending payload: [UInt8], repetitions: Int = 1) throws {
        try self.init { client in
            for _ in 0..<repetitions where !FakeServer.send(payload, to: client) { break }
        }
    }

    convenience init(sending text: String, repetitions: Int = 1) throws {
        try self.init(sending: Array(text.utf8), repetitions: repetitions)
    }

    /// One that sends a byte at a time, with so many microseconds in between.
    convenience init(sending payload: [UInt8], pause: UInt32) throws {
        try self.init { client in
            for byte in payload {
                guard FakeServer.send([byte], to: client) else { return }
                usleep(pause)
            }
        }
    }

    /// One that sends `answer` for each command of `size` bytes, and reads nothing before all of it is sent.
    convenience init(answering size: Int, with answer: [UInt8]) throws {
        // Our greeting: CLIENT SETNAME and PING.
        var greeting = RedisCommandWriter()
        greeting.append(command: ["CLIENT", "SETNAME", "firebreak"])
        greeting.append(command: ["PING"])
        let length = greeting.byteCount
        try self.init { client in
            guard FakeServer.receive(length, from: client) else { return }
            while FakeServer.receive(size, from: client), FakeServer.send(answer, to: client) {}
        }
    }

    private init(_ serve: @escaping @Sendable (_ client: Int32) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        port = freePort()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard bound, listen(listener, 5) == 0 else { throw TestFailure("cannot listen on \(port)") }
        _ = BackgroundThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else {
                    close(listener)
                    return
                }
                FakeServer.send(Array("+OK\r\n+PONG\r\n".utf8), to: client)
                serve(client)
                // Until the other side closes: what it sends is thrown away.
                while FakeServer.receive(1, from: client) {}
                close(client)
            }
        }
    }

    /// The thread closes it: were that done here, the thread could accept from a later socket with the same number.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Reads so many bytes and throws them away; false where the other side has closed.
    private static func receive(_ count: Int, from client: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: min(count, 65536))
        var rest = count
        while rest > 0 {
            let got = recv(client, &buffer, min(rest, buffer.count), 0)
            guard got > 0 else { return false }
            rest -= got
        }
        return true
    }

    @discardableResult
    private static func send(_ bytes: [UInt8], to client: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// How much memory this process has taken from the system, in KiB (proc(5), VmHWM: the most so far).
func peakMemory() throws -> Int {
    guard let file = fopen("/proc/self/status", "r") else { throw TestFailure("no /proc") }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if text.hasPrefix("VmHWM:"), let number = text.split(whereSeparator: \.isWhitespace).dropFirst().first {
            return Int(number) ?? 0
        }
    }
    throw TestFailure("no VmHWM")
}
