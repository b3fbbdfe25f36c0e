import Basics
import Cryptography
import Glibc
import Redis
import TestSupport
import Testing

/// Makes a connection and gives it to `body`; a value of a type that cannot be copied is awkward in a macro.
@discardableResult
func withConnection<Value>(
    _ endpoint: RedisEndpoint, _ body: (inout RedisConnection) throws -> Value
) throws -> Value {
    var connection = try RedisConnection(endpoint)
    return try body(&connection)
}

/// The error with which connecting fails.
func errorOfConnecting(to endpoint: RedisEndpoint) -> RedisError? {
    do throws(RedisError) {
        _ = try RedisConnection(endpoint)
        return nil
    } catch {
        return error
    }
}

extension RedisEndpoint {
    static func local(_ port: Int) -> RedisEndpoint { RedisEndpoint(address: .tcp(host: "127.0.0.1", port: port)) }
}

@Suite("Connecting to a real server", .timeLimit(.minutes(10)))
struct ConnectionTests {
    let server: RedisServer

    init() throws { server = try RedisServer() }

    @Test func overTCPByAddressAndByName() throws {
        for host in ["127.0.0.1", "localhost"] {
            let endpoint = RedisEndpoint(address: .tcp(host: host, port: server.port))
            let reply = try withConnection(endpoint) { try $0.command("ECHO", "héllo") }
            #expect(reply == .bulk(Array("héllo".utf8)))
        }
    }

    @Test func overAUnixSocket() throws {
        let endpoint = try RedisEndpoint(url: "unix://\(server.unixSocket)?db=3")
        try withConnection(endpoint) { connection in
            try connection.command("SET", "k", "v")
            let information = try connection.command("CLIENT", "INFO").text ?? ""
            #expect(information.contains("db=3 "))
        }
    }

    @Test func theServerSeesItsNameAndDatabase() throws {
        let endpoint = try RedisEndpoint(url: "redis://127.0.0.1:\(server.port)/5")
        let information = try withConnection(endpoint) { try $0.command("CLIENT", "INFO").text ?? "" }
        #expect(information.contains("name=firebreak ") && information.contains("db=5 "))
        #expect(information.contains("resp=2"))
    }

    @Test func aDatabaseThatDoesNotExist() throws {
        let error = errorOfConnecting(to: try RedisEndpoint(url: "redis://127.0.0.1:\(server.port)/99"))
        #expect(error == .server(code: "ERR", message: "DB index is out of range"))
    }

    @Test func nobodyListens() throws {
        let error = errorOfConnecting(to: .local(freePort()))
        guard case .unreachable(_, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason == "Connection refused")
        #expect(error?.status == .unavailable)
        let missing = errorOfConnecting(to: RedisEndpoint(address: .unix(path: "/no/such/socket")))
        #expect(missing?.message == "cannot reach Redis at unix:///no/such/socket?db=0: No such file or directory")
    }

    @Test func anUnknownName() throws {
        let error = errorOfConnecting(to: RedisEndpoint(address: .tcp(host: "no-such-host.invalid", port: 6379)))
        guard case .unreachable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func repliesOfEachKind() throws {
        try withConnection(.local(server.port)) { connection in
            #expect(try connection.command("SET", "a", "1") == .status("OK"))
            #expect(try connection.command("INCR", "a") == .integer(2))
            #expect(try connection.command("GET", "nothing") == .null)
            #expect(try connection.command("LRANGE", "nothing", 0, -1) == .array([]))
            #expect(try connection.command("MGET", "a", "nothing") == .array([.bulk([0x32]), .null]))
            let nested = try connection.command("EVAL", "return {1,{2,{3,{}},'x'},false,redis.status_reply('S')}", 0)
            let inner = RedisReply.array([.integer(2), .array([.integer(3), .array([])]), .bulk([0x78])])
            #expect(nested == .array([.integer(1), inner, .null, .status("S")]))
            #expect(try connection.command("SET", "n", .integer(.min)) == .status("OK"))
            #expect(try connection.command("INCRBY", "n", 1) == .integer(.min + 1))
        }
    }

    @Test func keysAndValuesMayHaveAnyBytes() throws {
        let every = (0...255).map { UInt8($0) }
        let keys: [[UInt8]] = [every, Array("a\r\n$3\r\nfoo\r\n".utf8), [0], [], Array("\0\r\n".utf8), every + every]
        try withConnection(.local(server.port)) { connection in
            for key in keys {
                #expect(try connection.command("SET", .bytes(key), .bytes(key.reversed())) == .status("OK"))
                #expect(try connection.command("GET", .bytes(key)) == .bulk(key.reversed()))
            }
            #expect(try connection.command("DBSIZE") == .integer(Int64(keys.count)))
            guard case .array(let parts) = try connection.command("SCAN", "0", "COUNT", 1000), parts.count == 2 else {
                Issue.record("not a page")
                return
            }
            #expect(Set(parts[1].elements ?? []) == Set(keys.map { .bulk($0) }))
        }
    }

    @Test func aRefusalIsThrownAndTheConnectionGoesOn() throws {
        try withConnection(.local(server.port)) { connection in
            try connection.command("SET", "text", "x")
            let error = #expect(throws: RedisError.self) { try connection.command("LPUSH", "text", "y") }
            #expect(
                error == .server(code: "WRONGTYPE", message: "Operation against a key holding the wrong kind of value"))
            #expect(try connection.command("GET", "text") == .bulk([0x78]))
        }
    }

    @Test func aRefusalDoesNotRepeatArguments() throws {
        try withConnection(.local(server.port)) { connection in
            let error = #expect(throws: RedisError.self) { try connection.command("NOSUCH", "sess:hidden", "more") }
            #expect(error?.message == "Redis refused: ERR unknown command …")
        }
    }
}
