import Configuration
import Redis
import TestSupport

@testable import Sessions

/// A real deployment of several servers, with a client of the test's own that finds its way among them.
final class DeploymentFixture {
    private let client: RedisClient
    private let url: String

    init(_ url: String) throws {
        self.url = url
        client = RedisClient(try RedisDeployment(url: url))
    }

    /// Commands, each about one key, its second word; every one must be done.
    func send(all commands: [[RedisArgument]]) throws {
        for start in stride(from: 0, to: commands.count, by: 5000) {
            let some = commands[start..<min(start + 5000, commands.count)]
            for answer in client.send(some.map { RedisKeyedCommand($0) }) { _ = try answer.result.get() }
        }
    }

    /// One command about one key.
    @discardableResult
    func send(_ arguments: RedisArgument...) throws -> RedisReply { try client.command(arguments) }

    /// Saves `count` connect-redis sessions of ten users, `sess:s0` of `u0`, `sess:s1` of `u1`, and so on.
    func fillWeb(_ count: Int, id: (Int) -> String = { "s\($0)" }) throws {
        try send(
            all: (0..<count).map { ["SET", .string("sess:\(id($0))"), .string(webSession(user: "u\($0 % 10)"))] })
    }

    /// How many keys the primaries hold.
    func size() throws -> Int {
        var size = 0
        for primary in try RedisDirectory(RedisDeployment(url: url)).resolve().primaries where !primary.slots.isEmpty {
            var connection = try RedisConnection(primary.endpoint)
            size += Int(try connection.command("DBSIZE").integerValue ?? 0)
        }
        return size
    }

    /// Empties every primary.
    func clear() throws {
        for primary in try RedisDirectory(RedisDeployment(url: url)).resolve().primaries where !primary.slots.isEmpty {
            var connection = try RedisConnection(primary.endpoint)
            _ = try connection.command("FLUSHALL")
        }
    }

    /// A store on it.
    func store(layout: String = "connect-redis", more: String = "") throws -> SessionStore {
        let text = "web:\n  url: \"\(url)\"\n  layout: \(layout)\n\(more)"
        var root = try ConfigurationFile(text: text, directory: "/").root.mapping()
        return try SessionStore(StoreConfiguration(name: "web", node: root.required("web")), environment: [:])
    }
}
