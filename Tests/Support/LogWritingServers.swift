internal import Basics
internal import Glibc
internal import Processes

/// Servers that write logs as Debian's packages do, each in a temporary folder of its own; they end with these objects
/// or with the test process.
public final class NginxServer: Sendable {
    /// Its port.
    public let port: Int
    /// Where its `access.log` and `error.log` stand.
    public let directory: String
    private let server: ManagedServer

    /// Starts nginx: `/` answers 200, `/admin` 403, `/auth/login` 401.
    public init() throws {
        port = freePort()
        let directory = try temporaryFolder("nginx")
        self.directory = directory
        let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(directory)/\($0);" }
        try writeText(
            """
            daemon off;
            worker_processes 1;
            pid \(directory)/pid;
            error_log \(directory)/error.log info;
            events {}
            http {
                access_log \(directory)/access.log combined;
                \(folders.joined(separator: "\n    "))
                server {
                    listen 127.0.0.1:\(port);
                    location / { return 200 "ok\\n"; }
                    location /admin { deny all; }
                    location /auth/login { return 401; }
                }
            }
            """, to: "\(directory)/nginx.conf")
        server = try ManagedServer(
            arguments: ["nginx", "-p", directory, "-c", "\(directory)/nginx.conf", "-e", "\(directory)/error.log"],
            removing: directory, log: "\(directory)/output")
        let port = port
        try waitUntil("nginx answers") { try NginxServer.ask("/", [], port) == 200 }
    }

    deinit { server.stop() }

    /// Asks for a path, and gives the status of the answer.
    @discardableResult
    public func ask(_ path: String, _ options: String...) throws -> Int { try NginxServer.ask(path, options, port) }

    private static func ask(_ path: String, _ options: [String], _ port: Int) throws -> Int {
        let result = try ProgramRun.run(
            ["curl", "-s", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}"] + options
                + ["http://127.0.0.1:\(port)\(path)"])
        return Int(result.outputText) ?? 0
    }
}

/// A PostgreSQL server that logs in all of its forms, whose user `postgres` has the password `right`.
public final class LoggingPostgresServer: Sendable {
    /// Its port.
    public let port: Int
    /// Where its logs stand: `postgresql.log`, `postgresql.json` and `postgresql.csv`.
    public let logs: String
    private let directory: String
    private let server: ManagedServer

    public init() throws {
        port = freePort()
        directory = try temporaryFolder("postgres")
        logs = directory + "/data/log"
        try writeText("right\n", to: directory + "/password")
        // PostgreSQL does not run as root.
        let isRoot = geteuid() == 0
        let become =
            isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : [String]()
        if isRoot { _ = try ProgramRun.run(["chown", "-R", "postgres", directory]) }
        let binaries = try LoggingPostgresServer.binaries()
        let made = try ProgramRun.run(
            become + [
                binaries + "/initdb", "-D", directory + "/data", "-A", "scram-sha-256", "-U", "postgres", "--no-sync",
                "--pwfile", directory + "/password",
            ])
        guard made.succeeded else { throw TestFailure("initdb: \(made.errorText)") }
        server = try ManagedServer(
            arguments: become + [
                binaries + "/postgres", "-D", directory + "/data", "-c", "port=\(port)", "-c",
                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "logging_collector=on", "-c",
                "log_destination=stderr,jsonlog,csvlog", "-c", "log_filename=postgresql.log", "-c", "log_timezone=UTC",
                "-c", "fsync=off", "-c", "log_line_prefix=%m [%p] %q%u@%d ",
            ], removing: directory, log: directory + "/output")
        try waitUntil("PostgreSQL answers") { try self.query("SELECT 1", password: "right") }
    }

    deinit { server.stop() }

    /// Asks something; false where it is refused.
    @discardableResult
    public func query(_ sql: String, user: String = "postgres", password: String) throws -> Bool {
        try ProgramRun.run(
            [
                LoggingPostgresServer.binaries() + "/psql", "-w", "-X", "-q", "-h", "127.0.0.1", "-p", String(port), "-U",
                user, "-d", "postgres", "-c", sql,
            ],
            environment: [
                "PGPASSWORD": password, "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin",
            ]
        ).succeeded
    }

    /// Debian keeps the programs of each version apart.
    private static func binaries() throws -> String {
        for version in (10...30).reversed() {
            let folder = "/usr/lib/postgresql/\(version)/bin"
            if access(folder + "/postgres", X_OK) == 0 { return folder }
        }
        throw TestFailure("no PostgreSQL: ./Scripts/bootstrap test installs it")
    }
}

/// An rsyslog daemon that writes what it is sent in the three forms that Debian's versions write by default.
public final class RsyslogServer: Sendable {
    /// Where `traditional`, `file` and `protocol` stand.
    public let directory: String
    private let server: ManagedServer

    public init() throws {
        let directory = try temporaryFolder("rsyslog")
        self.directory = directory
        func action(_ file: String, _ template: String) -> String {
            "action(type=\"omfile\" file=\"\(directory)/\(file)\" template=\"\(template)\")"
        }
        try writeText(
            """
            global(workDirectory="\(directory)")
            module(load="imuxsock" SysSock.Use="off")
            input(type="imuxsock" Socket="\(directory)/socket")
            \(action("traditional", "RSYSLOG_TraditionalFileFormat"))
            \(action("file", "RSYSLOG_FileFormat"))
            \(action("protocol", "RSYSLOG_SyslogProtocol23Format"))

            """, to: "\(directory)/rsyslog.conf")
        server = try ManagedServer(
            arguments: ["rsyslogd", "-n", "-f", "\(directory)/rsyslog.conf", "-i", "\(directory)/pid"],
            removing: directory, log: "\(directory)/output")
        let socket = directory + "/socket"
        try waitUntil("rsyslog listens") { access(socket, W_OK) == 0 }
    }

    deinit { server.stop() }

    /// Sends a message; it stands in the files a moment later.
    public func log(_ message: String, tag: String) throws {
        _ = try ProgramRun.run(["logger", "-u", directory + "/socket", "-t", tag, "-p", "auth.warning", message])
    }
}

private func temporaryFolder(_ name: String) throws -> String {
    var template = Array("/tmp/firebreak-\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestFailure("no temporary folder for \(name)") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func writeText(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw TestFailure("cannot write \(path)") }
    defer { fclose(file) }
    fputs(text, file)
}
