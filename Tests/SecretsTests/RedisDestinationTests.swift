import Basics
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
