import Glibc
import Processes

/// A real PostgreSQL server of the test's own: on a free port of 127.0.0.1 and a Unix socket, with its data in a temporary
/// folder. PostgreSQL does not run as root: then it runs as the user `postgres`. It ends with this object or with the test
/// process.
public final class PostgresServer: Sendable {
    /// Its port.
    public let port: Int
    /// Its folder, in which its Unix socket is too.
    public let directory: String
    /// Its certificates; nil without TLS.
    public let certificates: TestCertificates?
    private let password: String?
    private let server: ManagedServer

    /// Where its databases are: `postgres://firebreak:password@127.0.0.1:port/postgres`. The user is a superuser.
    public var url: String { url(user: "firebreak", password: password) }
    /// The same by its Unix socket.
    public var socketURL: String {
        "postgres://firebreak\(password.map { ":\($0)" } ?? "")@/postgres?host=\(directory)&port=\(port)"
    }
    /// Its process number.
    public var processIdentifier: Int32 { server.processIdentifier }

    /// Where its databases are, for another user.
    public func url(user: String, password: String? = nil) -> String {
        "postgres://\(user)\(password.map { ":\($0)" } ?? "")@127.0.0.1:\(port)/postgres"
    }

    /// Starts a server and waits until it takes connections.
    ///
    /// - Parameters:
    ///   - settings: as in postgresql.conf.
    ///   - password: that of the user `firebreak`; nil for that anybody may log in.
    ///   - tls: whether it speaks TLS, with a certificate for `localhost` and 127.0.0.1.
    public convenience init(settings: [String: String] = [:], password: String? = nil, tls: Bool = false) throws {
        for attempt in 1...3 {
            do {
                try self.init(freePort(), settings, password, tls)
                return
            } catch  where attempt < 3 {
                continue  // another process may have taken the port in between
            }
        }
        throw TestFailure("postgres does not start")
    }

    private init(_ port: Int, _ settings: [String: String], _ password: String?, _ tls: Bool) throws {
        self.port = port
        self.password = password
        var template = Array("/tmp/firebreak-postgres-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("no temporary folder for postgres") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.directory = directory
        let programs = try Self.programs()
        var settings = settings
        certificates = tls ? try TestCertificates(in: directory) : nil
        if let certificates {
            settings["ssl"] = "on"
            settings["ssl_cert_file"] = certificates.server
            settings["ssl_key_file"] = certificates.serverKey
        }
        if let password, let file = fopen(directory + "/password", "w") {
            fputs(password + "\n", file)
            fclose(file)
        }
        if geteuid() == 0 { try Self.run(["chown", "-R", "postgres", directory]) }
        try Self.run(
            Self.asUser + [
                programs + "/initdb", "-D", directory + "/data", "-U", "firebreak", "-E", "UTF8", "--locale=C",
                "--no-sync", "--no-instructions", "-A", password == nil ? "trust" : "scram-sha-256",
            ] + (password == nil ? [] : ["--pwfile=\(directory)/password"]))
        let options = [
            "listen_addresses": "127.0.0.1", "unix_socket_directories": directory, "fsync": "off",
            "shared_buffers": "16MB", "log_destination": "stderr",
        ].merging(settings) { $1 }
        server = try ManagedServer(
            arguments: Self.asUser + [programs + "/postgres", "-D", directory + "/data", "-p", String(port)]
                + options.flatMap { ["-c", "\($0.key)=\($0.value)"] },
            removing: directory, log: "/dev/null")
        let deadline = ContinuousClock.now + .seconds(30)
        while try !ProgramRun.run([programs + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", String(port)]).succeeded {
            guard ContinuousClock.now < deadline, isAlive(processIdentifier: server.processIdentifier) else {
                server.stop()
                throw TestFailure("postgres does not start on port \(port)")
            }
            usleep(20_000)
        }
    }

    deinit { stop() }

    /// Ends it and removes its folder. May be called again.
    public func stop() {
        // At once, whoever is connected: by itself it would wait for them.
        kill(processIdentifier, SIGQUIT)
        server.stop()
    }

    /// Stops it where it stands with everybody who is connected, so that it answers nobody, until `thaw`.
    public func freeze() { kill(processIdentifier, SIGSTOP) }

    /// Lets it go on after `freeze`.
    public func thaw() { kill(processIdentifier, SIGCONT) }

    /// Lets it crash and start again by itself: one of its processes is killed, and what it had in memory is lost.
    ///
    /// - Parameter isAwaited: whether this returns only when it is up again; otherwise what was begun before may end some time
    ///   after it returns.
    public func crash(isAwaited: Bool = true) throws {
        try waitUntil("postgres is up") { self.logWriter != nil }
        guard let process = logWriter, process > 1 else { throw TestFailure("postgres has no process to kill") }
        kill(process, SIGKILL)
        if isAwaited { try waitUntil("postgres is up again") { ![nil, process].contains(self.logWriter) } }
    }

    private var logWriter: Int32? {
        (try? ask("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'")).flatMap {
            Int32($0.split(separator: "\n").first ?? "")
        }
    }

    /// The folder of its databases and its log of changes.
    public var dataDirectory: String { directory + "/data" }

    /// Runs statements as its superuser, by psql; what it prints, without headings.
    @discardableResult
    public func ask(_ statements: String) throws -> String {
        let environment = ["PATH": "/usr/bin:/bin", "PGPASSWORD": password ?? ""]
        let result = try ProgramRun.run(
            [
                try Self.programs() + "/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p",
                String(port), "-U", "firebreak", "-d", "postgres", "-c", statements,
            ], environment: environment)
        guard result.succeeded else { throw TestFailure("psql: \(result.errorText)") }
        return result.outputText
    }

    /// All that its databases hold, as `pg_dump` writes it.
    public func dump() throws -> String {
        let result = try ProgramRun.run(
            [try Self.programs() + "/pg_dump", "-h", "127.0.0.1", "-p", String(port), "-U", "firebreak", "postgres"],
            environment: ["PATH": "/usr/bin:/bin", "PGPASSWORD": password ?? ""])
        guard result.succeeded else { throw TestFailure("pg_dump: \(result.errorText)") }
        return result.outputText
    }

    /// Before the program: another user's name, where this one may not run it.
    private static var asUser: [String] {
        geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
    }

    /// Where Debian keeps the programs of the newest version; they are not on the path.
    private static func programs() throws -> String {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob("/usr/lib/postgresql/*/bin/initdb", 0, nil, &found) == 0 else {
            throw TestFailure("there is no PostgreSQL here: Scripts/bootstrap test installs it")
        }
        let paths = (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
        return String(paths.max { $0.count < $1.count || ($0.count == $1.count && $0 < $1) }?.dropLast(7) ?? "")
    }

    private static func run(_ arguments: [String]) throws {
        let result = try ProgramRun.run(arguments)
        guard result.succeeded else { throw TestFailure("\(arguments.last ?? ""): \(result.errorText)") }
    }
}
