import Basics
import Configuration
import Cryptography
import Redis
import TestSupport
import Testing

@testable import Secrets

/// A secret that is the password of a Redis user, in a state of its own, with a `.env` for its consumer.
struct RedisACLScene {
    var scene: Scene
    let definition: SecretDefinition
    /// Where every server of the deployment is.
    let ports: [Int]
    let user: String
    static let name = "REDIS_PASSWORD"

    /// - Parameter options: more keys of the destination, as `, persist: none`.
    init(
        _ directory: String, url: String, ports: [Int], user: String, overlap: String = "24h", options: String = "",
        clock: HandClock = HandClock(), ahead: Bool = false
    ) throws {
        scene = try Scene(directory, clock: clock)
        self.ports = ports
        self.user = user
        definition = try scene.definition(
            """
            kind: redis-password
            overlap: \(overlap)
            publishAhead: \(ahead ? "1h" : "0s")
            destinations:
              - dotenv: {path: .env, key: URL, previousKey: OLD, template: "redis://\(user):{value}@cache:6379/0"}
              - redis-acl: {url: "\(url)", user: \(user)\(options)}
            """, name: Self.name)
    }

    var engine: RotationEngine { scene.engine }

    /// The password in the consumer's file.
    func consumerPassword(_ key: String = "URL") throws -> String? {
        guard let url = try scene.value(key) else { return nil }
        return url.split(separator: "@").first?.split(separator: ":").last.map(String.init)
    }

    func writeConsumer(_ password: String) throws { try scene.write("URL=redis://\(user):\(password)@cache:6379/0\n") }

    func endpoint(_ port: Int, _ password: String) -> RedisEndpoint {
        RedisEndpoint(
            address: .tcp(host: "127.0.0.1", port: port), username: user == "default" ? nil : user,
            password: SecretBox(Secret(utf8: password)))
    }

    /// A connection as the user.
    func connect(_ port: Int, _ password: String) throws -> RedisLogin {
        try RedisLogin(endpoint(port, password))
    }

    /// How many of the servers let the user in with a password. A refusal for another reason is thrown.
    func accepting(_ password: String) throws -> Int {
        var count = 0
        for port in ports {
            do throws(RedisError) {
                _ = try RedisConnection(endpoint(port, password))
                count += 1
            } catch {
                guard case .authentication(_, .wrongPassword) = error else { throw error }
            }
        }
        return count
    }
}

/// A connection that stays.
final class RedisLogin {
    private var connection: RedisConnection
    init(_ endpoint: RedisEndpoint) throws { connection = try RedisConnection(endpoint) }
    convenience init(url: String) throws { try self.init(RedisEndpoint(url: url)) }

    @discardableResult
    func command(_ arguments: RedisArgument...) throws -> RedisReply { try connection.command(arguments) }
    @discardableResult
    func send(_ arguments: [RedisArgument]) throws -> RedisReply { try connection.command(arguments) }
    func clients() throws -> [RedisClientEntry] { try connection.clients() }
    func user(_ name: String) throws -> RedisUser? { try connection.user(named: name) }

    /// Whether nobody has ended it.
    var isAlive: Bool { (try? connection.command("PING"))?.text == "PONG" }

    /// What it was sent of its own accord: the first 2000 messages, with replies among them.
    func drain() throws -> String {
        for _ in 0..<2000 { connection.enqueue(["PING"]) }
        try connection.flush()
        var seen = ""
        for _ in 0..<2000 { seen += (try connection.receive().text ?? "") + "\n" }
        return seen
    }
}

/// Makes a user on servers, as their default user.
func makeUser(_ user: String, _ password: String, at servers: [RedisServer], admin: String = "admin-pw") throws {
    for server in servers {
        var connection = try RedisConnection(
            RedisEndpoint(url: "redis://:\(admin)@127.0.0.1:\(server.port)"))
        try connection.command("ACL", "SETUSER", .string(user), "on", .string(">\(password)"), "~*", "&*", "+@all")
    }
}
