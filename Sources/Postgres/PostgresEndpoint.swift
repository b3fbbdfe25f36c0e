internal import Basics
internal import Cryptography
internal import CPostgres

/// Where a PostgreSQL database is and how it is entered.
///
/// What a URL does not say comes from the variables PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE,
/// PGSSLROOTCERT, PGSSLCERT and PGSSLKEY, and then from libpq (PostgreSQL documentation, 34.1.2 and 34.15), with one
/// difference: where nothing is said of TLS, a server that is not on this machine must show a certificate that the
/// system's authorities vouch for and that names the host.
public struct PostgresEndpoint: Sendable {
    /// How long the connecting, and besides the server's own limits each statement, may take.
    public var timeout: Duration = .seconds(10)
    /// After how long the server gives a statement up (`statement_timeout`).
    public var statementTimeout: Duration = .seconds(30)
    /// After how long it gives up to wait for a lock (`lock_timeout`).
    public var lockTimeout: Duration = .seconds(10)
    /// Whether both of these are set at the login. A pooler may refuse that; who sets them in each transaction says no.
    public var setsLimitsAtLogin = true
    /// libpq's keywords, without the password.
    var parameters: [String: String]
    let password: SecretBox?

    private static let variables = [
        "PGHOST": "host", "PGHOSTADDR": "hostaddr", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password",
        "PGDATABASE": "dbname", "PGSSLMODE": "sslmode", "PGSSLROOTCERT": "sslrootcert", "PGSSLCERT": "sslcert",
        "PGSSLKEY": "sslkey",
    ]
    /// What a URL may say. `options`, `service` and `passfile` would reach beyond the connection.
    private static let allowed: Set<String> = Set(variables.values).union([
        "connect_timeout", "application_name", "target_session_attrs", "sslcrl", "channel_binding", "sslsni",
    ])

    /// Reads `postgres://[user[:password]@][host][:port][,…][/database][?keyword=value…]`; nil for what the environment
    /// says. A host that begins with `/` is the folder of a Unix socket, in a URL as `?host=/run/postgresql`.
    public init(url: String?, environment: [String: String] = [:]) throws(PostgresError) {
        var found: [String: String] = [:]
        for (variable, keyword) in Self.variables { found[keyword] = environment[variable] }
        if let url {
            for (keyword, value) in try Self.parse(url) {
                guard Self.allowed.contains(keyword) else {
                    throw .invalidURL(reason: "the option \(keyword) is not taken")
                }
                found[keyword] = value
            }
        }
        for port in (found["port"] ?? "").split(separator: ",") where !(1...65535).contains(Int(port) ?? 0) {
            throw .invalidURL(reason: "its port is no number from 1 to 65535")
        }
        let secret = found.removeValue(forKey: "password")
        password = secret.map { SecretBox(Secret(Array($0.utf8))) }
        if found["sslmode"] == nil { found["sslmode"] = Self.isLocal(found) ? "prefer" : "verify-full" }
        if found["sslmode"]?.hasPrefix("verify") == true, found["sslrootcert"] == nil {
            found["sslrootcert"] = SystemAuthorities.file
        }
        if found["application_name"] == nil { found["application_name"] = "firebreak" }
        parameters = found
    }

    /// Whether a password was given.
    public var hasPassword: Bool { password != nil }

    /// How TLS is spoken, in libpq's words.
    public var sslMode: String { parameters["sslmode"] ?? "" }

    /// Where it leads, without user and password.
    public var place: String {
        let host = parameters["host"] ?? parameters["hostaddr"] ?? "this machine"
        let port = parameters["port"].map { ":\($0)" } ?? ""
        return "\(host)\(port)/\(parameters["dbname"] ?? "")".printable
    }

    /// Of several servers the one that takes writes, and none that does not, unless the URL says otherwise.
    public mutating func preferWriter() {
        if parameters["target_session_attrs"] == nil { parameters["target_session_attrs"] = "read-write" }
    }

    /// Whether it names several servers, of which one may take over from another.
    public var namesSeveral: Bool { servers.count > 1 }

    /// Its servers one by one, where it names several. libpq would go from one to the next by itself, but would wait for one
    /// that is silent as long as for all of them.
    var servers: [PostgresEndpoint] {
        func list(_ keyword: String) -> [String] {
            (parameters[keyword] ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let (hosts, addresses, ports) = (list("host"), list("hostaddr"), list("port"))
        let count = max(hosts.count, addresses.count)
        // A standby is preferred among all of them.
        guard count > 1, parameters["target_session_attrs"] != "prefer-standby" else { return [self] }
        return (0..<count).map { index in
            var server = self
            server.timeout = timeout / count
            for (keyword, values) in [("host", hosts), ("hostaddr", addresses)] where values.count == count {
                server.parameters[keyword] = values[index]
            }
            if ports.count > 1 { server.parameters["port"] = ports[min(index, ports.count - 1)] }
            return server
        }
    }

    /// Whether the server is on this machine, which is where libpq looks when nothing is said.
    private static func isLocal(_ parameters: [String: String]) -> Bool {
        let hosts = (parameters["hostaddr"] ?? parameters["host"] ?? "").split(separator: ",")
        return hosts.allSatisfy { host in
            host.hasPrefix("/") || host.hasPrefix("@") || ["localhost", "127.0.0.1", "::1"].contains(host)
        }
    }

    /// libpq's own reading. Its error texts may quote the URL, and are not shown.
    private static func parse(_ url: String) throws(PostgresError) -> [(String, String)] {
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else {
            throw .invalidURL(reason: "it does not begin with postgres://")
        }
        guard !url.utf8.contains(0) else { throw .invalidURL(reason: "it has a NUL in it") }
        var problem: UnsafeMutablePointer<CChar>?
        guard let options = unsafe PQconninfoParse(url, &problem) else {
            unsafe PQfreemem(problem)
            throw .invalidURL(reason: "it cannot be read")
        }
        defer { unsafe PQconninfoFree(options) }
        var pairs: [(String, String)] = []
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                pairs.append(unsafe (String(cString: keyword), String(cString: value)))
            }
            unsafe option += 1
        }
        return pairs
    }
}

/// The system's certificate authorities in one file: libpq before 16 does not look for them itself.
enum SystemAuthorities {
    static let file = "/etc/ssl/certs/ca-certificates.crt"
}
