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
    public init(arguments: [String] = [], password: String? = nil, tls: TLS? = nil) throws {
        self.password = password
        for attempt in 1... {
            let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
            var template = Array("\(parent)/firebreak-redis-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw TestFailure("no temporary folder for redis-server") }
            let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let certificates = try tls.map { _ in try TestCertificates(in: directory) }
            let ports = (plain: freePort(), tls: tls == nil ? 0 : freePort())
            try RedisServer.writeConfiguration(directory, ports, password, tls, certificates)
            let server = try ManagedServer(
                arguments: ["redis-server", "\(directory)/redis.conf"] + arguments, removing: directory,
                log: "\(directory)/log")
            if try RedisServer.answers("\(directory)/socket", server.processIdentifier) {
                (port, tlsPort) = ports
                unixSocket = "\(directory)/socket"
                (self.directory, self.certificates, self.server) = (directory, certificates, server)
                return
            }
            // Another process may have taken one of the ports in between.
            let log = RedisServer.text("\(directory)/log")
            server.stop()
            if attempt == 5 { throw TestFailure("redis-server does not start: \(log.suffix(600))") }
        }
        throw TestFailure("redis-server does not start")
    }

    deinit { stop() }

    /// Ends it and removes its folder. May be called again.
    public func stop() { server.stop() }

    /// Ends it as a crash would, by SIGKILL.
    public func crash() {
        kill(processIdentifier, SIGKILL)
        while isAlive(processIdentifier: processIdentifier) { usleep(1000) }
    }

    private static func writeConfiguration(
        _ directory: String, _ ports: (plain: Int, tls: Int), _ password: String?, _ tls: TLS?,
        _ certificates: TestCertificates?
    ) throws {
        var lines = [
            "bind 127.0.0.1", "port \(ports.plain)", "unixsocket \(directory)/socket", "unixsocketperm 700",
            "dir \(directory)", "save \"\"", "appendonly no", "enable-debug-command yes", "daemonize no",
        ]
        if let password { lines.append("requirepass \(password)") }
        if let certificates {
            lines += [
                "tls-port \(ports.tls)", "tls-cert-file \(certificates.server)",
                "tls-key-file \(certificates.serverKey)", "tls-ca-cert-file \(certificates.authority)",
                "tls-auth-clients \(tls == .clientCertificate ? "yes" : "no")",
            ]
        }
        guard let file = fopen("\(directory)/redis.conf", "w") else { throw TestFailure("cannot write redis.conf") }
        defer { fclose(file) }
        fputs(lines.joined(separator: "\n") + "\n", file)
    }

    /// Sends PING until an answer comes, be it that a password is needed; false when the server has ended instead.
    private static func answers(_ socketPath: String, _ processIdentifier: Int32) throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if ping(socketPath) { return true }
            if !isAlive(processIdentifier: processIdentifier) { return false }
            usleep(2000)
        }
        throw TestFailure("redis-server does not answer")
    }

    private static func ping(_ socketPath: String) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socketPath.utf8.prefix($0.count - 1)) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        var wait = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var answer = [UInt8](repeating: 0, count: 64)
        guard connected, send(descriptor, "PING\r\n", 6, Int32(MSG_NOSIGNAL)) == 6 else { return false }
        let count = recv(descriptor, &answer, answer.count, 0)
        let text = String(decoding: answer.prefix(max(0, count)), as: UTF8.self)
        return text.hasPrefix("+PONG") || text.hasPrefix("-NOAUTH")
    }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
