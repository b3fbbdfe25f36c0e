import Basics
import Configuration
import Cryptography
import Redis
import TestSupport
import Testing

@testable import Secrets

@Suite("The destination redis")
struct RedisDestinationTests {
    private func connection(_ server: RedisServer) throws -> RedisConnection {
        try RedisConnection(RedisEndpoint(url: server.url))
    }

    @Test("keeps to the conformance suite, in the clear and over TLS", arguments: [false, true])
    func conformance(tls: Bool) throws {
        let server = try RedisServer(password: "pw", tls: tls ? .anyClient : nil)
        try withTemporaryDirectory { directory in
            let url =
                tls
                ? "rediss://:pw@127.0.0.1:\(server.tlsPort)/2?cacert=\(server.certificates?.authority ?? "")"
                : "redis://:pw@127.0.0.1:\(server.port)/2"
            let destination = try openDestination(
                "redis: {url: \"${env:URL}\", key: app:secret, previousKey: app:old, nextKey: app:new}",
                .test(directory, ["URL": url]), in: directory)
            try DestinationConformance(
                destination: destination,
                tamper: { text in
                    var connection = try connection(server)
                    try connection.command("SELECT", "2")
                    try connection.command("SET", "app:secret", .string(text))
                },
                lock: { locked in
                    var connection = try connection(server)
                    try connection.command("CONFIG", "SET", "min-replicas-to-write", locked ? "1" : "0")
                }
            ).check()
        }
    }

    @Test("keeps to the conformance suite on a cluster, whichever node has the keys")
    func cluster() throws {
        let cluster = try RedisCluster(primaries: 3, password: "pw")
        try withTemporaryDirectory { directory in
            for tag in ["a", "b", "c", "d"] {
                let key = "{\(tag)}:secret"
                let owner = cluster.primary(ofSlot: HashSlot.of(key.utf8)).server
                let destination = try openDestination(
                    "redis: {url: \"${env:URL}\", key: \"\(key)\", previousKey: \"{\(tag)}:old\", nextKey: \"{\(tag)}:new\"}",
                    .test(directory, ["URL": cluster.url]), in: directory)
                try DestinationConformance(
                    destination: destination,
                    tamper: { text in
                        var connection = try connection(owner)
                        try connection.command("SET", .string(key), .string(text))
                    },
                    lock: { locked in
                        var connection = try connection(owner)
                        try connection.command("CONFIG", "SET", "min-replicas-to-write", locked ? "1" : "0")
                    }
                ).check()
            }
            let split = #expect(throws: DestinationError.self) {
                try openDestination(
                    "redis: {url: \"${env:URL}\", key: a, previousKey: b}", .test(directory, ["URL": cluster.url]),
                    in: directory)
            }
            #expect(split?.status == .configuration && split?.hint?.contains("{app}") == true)
            #expect(throws: ConfigurationError.self) {
                try openDestination(
                    "redis: {url: \"redis+cluster://127.0.0.1\", key: a, previousKey: b}", .test(directory),
                    in: directory)
            }
        }
    }

    @Test("follows the primary that Sentinels know, also after a failover")
    func sentinel() throws {
        let group = try RedisSentinelGroup(replicas: 1, sentinels: 1, password: "pw")
        try withTemporaryDirectory { directory in
            let destination = try openDestination(
                "redis: {url: \"${env:URL}\", key: secret, previousKey: old}", .test(directory, ["URL": group.url]),
                in: directory)
            var change = DestinationChange()
            change.set(.current, to: DestinationConformance.box("one"))
            try destination.write(change, expecting: destination.read())
            try waitUntil("the replica has it") {
                try group.servers[1].ask("GET", "secret", ignoringRefusals: true) == "one"
            }
            try waitUntil("the Sentinel fails over") {
                try group.sentinels[0].ask(
                    "SENTINEL", "FAILOVER", RedisSentinelGroup.name, ignoringRefusals: true
                ).hasPrefix("OK")
            }
            try group.waitUntilFailedOver(from: group.servers[0], at: group.sentinels[0])
            #expect(try destination.read()[.current]?.withSecret { $0.revealedText() } == "one")
            change.set(.current, to: DestinationConformance.box("two"))
            change.set(.previous, to: DestinationConformance.box("one"))
            try destination.write(change, expecting: destination.read())
            #expect(try group.servers[1].ask("GET", "secret") == "two")
        }
    }

    @Test("the time after which a key expires stays, and a key of another type is refused and left")
    func keys() throws {
        let server = try RedisServer()
        try withTemporaryDirectory { directory in
            var connection = try connection(server)
            try connection.command("SET", "k", "old", "EX", "1000")
            let destination = try openDestination(
                "redis: {url: \"redis://127.0.0.1:\(server.port)\", key: k}", .test(directory), in: directory)
            var change = DestinationChange()
            change.set(.current, to: DestinationConformance.box("new"))
            try destination.check(change)
            try destination.write(change, expecting: destination.read())
            let rest = try connection.command("TTL", "k").integerValue ?? 0
            #expect(rest > 900 && rest <= 1000)
            #expect(try connection.command("GET", "k").text == "new")
            try connection.command("DEL", "k")
            try connection.command("LPUSH", "k", "x")
            let error = #expect(throws: RedisError.self) { try destination.read() }
            #expect(error?.status == .badInput)
        }
    }

    @Test("what the server does not let us do is found out before anything is changed")
    func permissions() throws {
        let server = try RedisServer()
        try withTemporaryDirectory { directory in
            var connection = try connection(server)
            try connection.command(
                "ACL", "SETUSER", "reader", "on", ">pw", "~*", "+@read", "+@transaction", "+@connection")
            let destination = try openDestination(
                "redis: {url: \"${env:URL}\", key: k}",
                .test(directory, ["URL": "redis://reader:pw@127.0.0.1:\(server.port)"]), in: directory)
            var change = DestinationChange()
            change.set(.current, to: DestinationConformance.box("hunter2"))
            let error = #expect(throws: RedisError.self) { try destination.check(change) }
            #expect(error?.status == .refused)
            #expect(error?.message.contains("hunter2") == false)
            server.stop()
            let gone = #expect(throws: RedisError.self) { try destination.read() }
            #expect(gone?.status == .unavailable)
            #expect(destination.name == "redis:${env:URL}#k")
        }
    }
}
