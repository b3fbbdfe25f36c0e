import Basics
import Glibc
import TestSupport

/// A stand-in for servers that no real one would be: it reads commands and answers each as it is told, on any number of
/// connections. The greeting it answers by itself.
final class ScriptedServer: Sendable {
    let port: Int
    private let listener: Int32

    /// - Parameter answer: the words of a command, and the port of this server; returns the reply as it goes over the
    ///   wire, or nothing to end the connection instead.
    init(_ answer: @escaping @Sendable (_ words: [String], _ port: Int) -> String) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let port = freePort()
        (self.listener, self.port) = (listener, port)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard bound, listen(listener, 50) == 0 else { throw TestFailure("cannot listen on \(port)") }
        _ = BackgroundThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else {
                    close(listener)
                    return
                }
                // Else a second reply waits until the first is acknowledged.
                var yes: Int32 = 1
                setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
                _ = BackgroundThread {
                    while let words = ScriptedServer.command(from: client) {
                        let reply =
                            switch words.first {
                            case "CLIENT": "+OK\r\n"
                            case "PING": "+PONG\r\n"
                            default: answer(words, port)
                            }
                        let bytes = Array(reply.utf8)
                        guard !bytes.isEmpty, send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
                        else { break }
                    }
                    close(client)
                }
            }
        }
    }

    /// The thread closes it: were that done here, the thread could accept from a later socket with the same number.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// A server that says of itself that it serves all slots of a cluster, and answers anything else as it is told.
    static func node(
        _ answer: @escaping @Sendable (_ words: [String], _ port: Int) -> String
    ) throws -> ScriptedServer {
        try ScriptedServer { words, port in
            guard words.first == "CLUSTER" else { return answer(words, port) }
            guard words.last == "SLOTS" else { return "-ERR unknown subcommand\r\n" }
            return "*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n$9\r\n127.0.0.1\r\n:\(port)\r\n$1\r\na\r\n"
        }
    }

    private static func command(from client: Int32) -> [String]? {
        guard let head = line(from: client), head.first == "*", let count = Int(head.dropFirst()) else { return nil }
        var words: [String] = []
        for _ in 0..<count {
            guard let length = line(from: client).flatMap({ Int($0.dropFirst()) }) else { return nil }
            var bytes = [UInt8](repeating: 0, count: length + 2)
            guard recv(client, &bytes, bytes.count, Int32(MSG_WAITALL)) == bytes.count else { return nil }
            words.append(String(decoding: bytes.dropLast(2), as: UTF8.self))
        }
        return words
    }

    private static func line(from client: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while recv(client, &byte, 1, 0) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes.dropLast(), as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }
}
