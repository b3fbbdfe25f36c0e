import Glibc
import Processes

/// A real redis-server of the test's own: on a free port of 127.0.0.1 and a Unix socket, in a temporary folder, without
/// persistence. It ends with this object or with the test process, whatever happens to it.
public final class RedisServer: Sendable {
    /// Whether and how the server speaks TLS.
    public enum TLS: Sendable {
        /// Any client.
        case anyClient
        /// Only clients with a certificate of its authority.
        case clientCertificate
    }

    /// Its port for plain TCP.
    public let port: Int
    /// The path of its Unix socket.
    public let unixSocket: String
    /// Its port for TLS; 0 without TLS.
    public let tlsPort: Int
    /// The certificates of the server and for its clients; nil without TLS.
    public let certificates: TestCertificates?
    /// Its folder, which is removed when it ends.
    public let directory: String
    private let password: String?
    private let server: ManagedServer

    /// Its process number.
    public var processIdentifier: Int32 { server.processIdentifier }
    /// Where it is, with the password of its default user if it has one: `redis://:password@127.0.0.1:port`.
    public var url: String { "redis://\(password.map { ":\($0)@" } ?? "")127.0.0.1:\(port)" }

    /// Starts a server and waits until it answers.
    ///
    /// - Parameters:
    ///   - arguments: options for its command line, as `["--maxmemory", "10mb"]`.
    ///   - password: that of the default user; only characters that stand for themselves in a URL and in redis.conf.
    ///   - tls: whether it listens on a second port with TLS.
    public convenience init(arguments: [String] = [], password: String? = nil, tls: TLS? = nil) throws {
        let plan = Plan(arguments: arguments, password: password, tls: tls)
        for attempt in 1...5 {
            // Another process may take one of the ports in between.
            do {
                try self.init(plan, ports: (plain: freePort(), tls: tls == nil ? 0 : freePort()))
                return
            } catch where attempt < 5 {
                continue
            }
        }
        throw TestFailure("redis-server does not start")
    }

    /// How a server is to be started.
    struct Plan {
        var arguments: [String] = []
        var password: String?
        var tls: TLS?
        /// Those of several servers; nil for its own.
        var certificates: TestCertificates?
        /// Lines for its configuration file.
        var lines: [String] = []
        /// Files that are to be there when it starts, by their names.
        var files: [String: String] = [:]
        /// Whether it is a Sentinel.
        var isSentinel = false
    }

    /// Starts a server on ports that are given, once, and waits until it answers.
    init(_ plan: Plan, ports: (plain: Int, tls: Int)) throws {
        password = plan.password
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/firebreak-redis-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("no temporary folder for redis-server") }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = directory
        certificates = try plan.tls.map { _ in try plan.certificates ?? TestCertificates(in: folder) }
        try RedisServer.writeConfiguration(directory, ports, plan, certificates)
        for (name, text) in plan.files { try RedisServer.write(text, to: "\(directory)/\(name)") }
        server = try ManagedServer(
            arguments: ["redis-server", "\(directory)/redis.conf"] + plan.arguments
                + (plan.isSentinel ? ["--sentinel"] : []),
            removing: directory, log: "\(directory)/log")
        (port, tlsPort) = ports
        unixSocket = "\(directory)/socket"
        guard try answers() else {
            let log = RedisServer.text("\(directory)/log")
            server.stop()
            throw TestFailure("redis-server does not start: \(log.suffix(600))")
        }
    }

    deinit { stop() }

    /// Ends it and removes its folder. May be called again.
    public func stop() { server.stop() }

    /// Stops it where it stands, so that it answers nobody, until `thaw`.
    public func freeze() { kill(processIdentifier, SIGSTOP) }

    /// Lets it go on after `freeze`.
    public func thaw() { kill(processIdentifier, SIGCONT) }

    /// Ends it as a crash would, by SIGKILL.
    public func crash() {
        kill(processIdentifier, SIGKILL)
        while isAlive(processIdentifier: processIdentifier) { usleep(1000) }
    }

    /// Sends a command and returns its reply: the text of a status, a number or a string, or those of an array, each on
    /// a line. For setting servers up; what is tested has a client of its own.
    @discardableResult
    public func ask(_ words: String..., ignoringRefusals: Bool = false) throws -> String {
        let line = words.joined(separator: " ")
        guard let reply = exchange(line) else { throw TestFailure("redis-server does not answer: \(line)") }
        if reply.hasPrefix("-") && !ignoringRefusals {
            throw TestFailure("redis-server refuses '\(line)': \(reply)")
        }
        return reply
    }

    private static func writeConfiguration(
        _ directory: String, _ ports: (plain: Int, tls: Int), _ plan: Plan, _ certificates: TestCertificates?
    ) throws {
        var lines = [
            "bind 127.0.0.1", "port \(ports.plain)", "unixsocket \(directory)/socket", "unixsocketperm 700",
            "dir \(directory)", "daemonize no",
        ]
        if !plan.isSentinel { lines += ["save \"\"", "appendonly no", "enable-debug-command yes"] }
        if let password = plan.password { lines.append("requirepass \(password)") }
        if let certificates {
            lines += [
                "tls-port \(ports.tls)", "tls-cert-file \(certificates.server)",
                "tls-key-file \(certificates.serverKey)", "tls-ca-cert-file \(certificates.authority)",
                "tls-auth-clients \(plan.tls == .clientCertificate ? "yes" : "no")",
            ]
        }
        try write((lines + plan.lines).joined(separator: "\n") + "\n", to: "\(directory)/redis.conf")
    }

    private static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw TestFailure("cannot write \(path)") }
        defer { fclose(file) }
        fputs(text, file)
    }

    /// Sends PING until an answer comes, be it that a password is needed; false when the server has ended instead.
    private func answers() throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if let answer = exchange("PING"), answer == "PONG" || answer.hasPrefix("-NOAUTH") { return true }
            if !isAlive(processIdentifier: processIdentifier) { return false }
            usleep(2000)
        }
        throw TestFailure("redis-server does not answer")
    }

    /// Sends a line over the Unix socket and returns the reply, a refusal with its `-`; nil where none comes.
    private func exchange(_ line: String) -> String? {
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

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
