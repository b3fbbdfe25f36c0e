import Glibc

extension RedisServer {
    /// Sends a command and returns its reply: the text of a status, a number or a string, or those of an array, each on
    /// a line. For setting servers up; what is tested has a client of its own.
    @discardableResult
    public func ask(_ words: String..., ignoringRefusals: Bool = false) throws -> String {
        let line = words.joined(separator: " ")
        guard let reply = exchange(line) else { throw TestFailure("redis-server does not answer: \(line)") }
        // An error has a word behind the minus; a number below nothing, or nothing at all (-1), has none.
        if reply.hasPrefix("-"), reply.dropFirst().first?.isLetter == true, !ignoringRefusals {
            throw TestFailure("redis-server refuses '\(line)': \(reply)")
        }
        return reply
    }

    /// Sends a line over the Unix socket and returns the reply, a refusal with its `-`; nil where none comes.
    func exchange(_ line: String) -> String? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: unixSocket.utf8.prefix($0.count - 1)) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        var wait = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        let login = password.map { "AUTH \($0)\r\n" } ?? ""
        let request = Array("\(login)\(line)\r\n".utf8)
        guard connected, send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return nil
        }
        if password != nil, RedisServer.line(from: descriptor) == nil { return nil }
        return RedisServer.reply(from: descriptor)
    }

    private static func reply(from descriptor: Int32) -> String? {
        guard let head = line(from: descriptor) else { return nil }
        let count = Int(head.dropFirst()) ?? 0
        switch head.first {
        case "-": return head
        case "*": return (0..<max(0, count)).compactMap { _ in reply(from: descriptor) }.joined(separator: "\n")
        case "$" where count >= 0:
            var text: [UInt8] = []
            var byte: UInt8 = 0
            while text.count < count + 2, recv(descriptor, &byte, 1, 0) == 1 { text.append(byte) }
            return String(decoding: text.dropLast(2), as: UTF8.self)
        default: return String(head.dropFirst())
        }
    }

    private static func line(from descriptor: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while recv(descriptor, &byte, 1, 0) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes.dropLast(), as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }
}
