import Configuration
import Redis
import TestSupport

@testable import Sessions

/// A real redis-server with a connection of the test's own to it.
final class Fixture {
    let server: RedisServer
    private var connection: RedisConnection

    init(arguments: [String] = []) throws {
        server = try RedisServer(arguments: arguments)
        connection = try RedisConnection(RedisEndpoint(url: server.url))
    }

    /// Another connection to a server, as another user of it would have.
    init(to server: RedisServer) throws {
        self.server = server
        connection = try RedisConnection(RedisEndpoint(url: server.url))
    }

    /// One command.
    @discardableResult
    func send(_ arguments: RedisArgument...) throws -> RedisReply { try connection.command(arguments) }

    /// Many commands at once; every one must be done.
    func send(all commands: [[RedisArgument]]) throws {
        for start in stride(from: 0, to: commands.count, by: 1000) {
            for reply in try connection.pipeline(Array(commands[start..<min(start + 1000, commands.count)])) {
                if case .error(let code, let message) = reply { throw TestFailure("\(code) \(message)") }
            }
        }
    }

    /// How often the server has run a command since it started.
    func calls(of command: String) throws -> Int {
        let text = try send("INFO", "commandstats").text ?? ""
        guard let line = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("cmdstat_\(command):") }),
            let field = line.split(separator: ":").last?.split(separator: ",").first
        else { return 0 }
        return Int(field.dropFirst("calls=".count)) ?? 0
    }

    /// Every key of the database with its value, as DUMP writes it, and whether it expires.
    func snapshot(where isWanted: ([UInt8]) -> Bool = { _ in true }) throws -> [[UInt8]: [RedisReply]] {
        let keys = (try send("KEYS", "*").elements ?? []).compactMap { reply -> [UInt8]? in
            guard case .bulk(let key) = reply, isWanted(key) else { return nil }
            return key
        }
        var all: [[UInt8]: [RedisReply]] = [:]
        for start in stride(from: 0, to: keys.count, by: 500) {
            let some = Array(keys[start..<min(start + 500, keys.count)])
            let replies = try connection.pipeline(some.flatMap { [["DUMP", .bytes($0)], ["PEXPIRETIME", .bytes($0)]] })
            for (place, key) in some.enumerated() { all[key] = Array(replies[(2 * place)...(2 * place + 1)]) }
        }
        return all
    }

    /// The names of the keys that match a pattern, sorted.
    func keys(_ pattern: RedisArgument = "*") throws -> [String] {
        try (send("KEYS", pattern).elements ?? []).compactMap(\.text).sorted()
    }

    /// A store on this server, from the text of its layout in the configuration.
    func store(layout: String = "connect-redis", more: String = "", url: String? = nil) throws -> SessionStore {
        let text = "web:\n  url: \"\(url ?? server.url)\"\n  layout: \(layout)\n\(more)"
        var root = try ConfigurationFile(text: text, directory: "/").root.mapping()
        let configuration = try StoreConfiguration(name: "web", node: root.required("web"))
        return try SessionStore(configuration, environment: [:])
    }
}
