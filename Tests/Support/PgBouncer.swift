import Glibc
import Processes

/// Debian's PgBouncer before a server of the test's own, in transaction mode: each transaction of a client gets whichever
/// connection to the server is free. It ends with this object or with the test process.
public final class PgBouncer: Sendable {
    /// Its port of 127.0.0.1.
    public let port: Int
    private let pooler: ManagedServer

    /// `postgres://firebreak@127.0.0.1:port/postgres`.
    public var url: String { "postgres://firebreak@127.0.0.1:\(port)/postgres" }

    /// - Parameters:
    ///   - server: the server, where anybody may log in.
    ///   - connections: how many connections to it the clients share.
    ///   - folder: a folder of the test's own.
    public init(before server: PostgresServer, connections: Int, in folder: String) throws {
        port = freePort()
        let settings = folder + "/pgbouncer.ini"
        let text = """
            [databases]
            postgres = host=127.0.0.1 port=\(server.port) dbname=postgres user=firebreak
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = \(connections)
            max_client_conn = 200

            """
        guard let file = fopen(settings, "w") else { throw TestFailure("no settings for pgbouncer") }
        fputs(text, file)
        fclose(file)
        // It does not run as root.
        chmod(folder, 0o755)
        let user = geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
        pooler = try ManagedServer(arguments: user + ["/usr/sbin/pgbouncer", "-q", settings], log: "/dev/null")
        try waitUntil("pgbouncer is up") {
            try ProgramRun.run(["pg_isready", "-q", "-h", "127.0.0.1", "-p", String(self.port)], environment: ["PATH": "/usr/bin:/bin"])
                .succeeded
        }
    }
}
