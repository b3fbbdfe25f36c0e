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
    /// That of its default user; nil for none.
    let password: String?
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
            } catch  where attempt < 5 {
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

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
