import Basics
import Cryptography
import Redis
import Testing

@Suite("Redis URLs")
struct URLTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let url: String
        let description: String
        var username: String?
        var password: String?
        var testDescription: String { description }
    }

    static let rows = [
        Row(url: "redis://localhost", description: "redis://localhost:6379/0"),
        Row(url: "REDIS://Example.com:7000/3", description: "redis://Example.com:7000/3"),
        Row(url: "redis://localhost/", description: "redis://localhost:6379/0"),
        Row(url: "redis://localhost:/1", description: "redis://localhost:6379/1"),
        Row(url: "redis://[::1]:6380/2", description: "redis://[::1]:6380/2"),
        Row(url: "redis://[fe80::1%25eth0]", description: "redis://[fe80::1%eth0]:6379/0"),
        Row(url: "rediss://host", description: "rediss://host:6379/0"),
        Row(url: "redis://:pw@h", description: "redis://h:6379/0", password: "pw"),
        Row(url: "redis://u:pw@h/1", description: "redis://h:6379/1", username: "u", password: "pw"),
        Row(url: "redis://u%40x:p%2Fw%3A%40@h", description: "redis://h:6379/0", username: "u@x", password: "p/w:@"),
        Row(url: "redis://:a@b:c@h", description: "redis://h:6379/0", password: "a@b:c"),
        Row(url: "redis://:p+w@h", description: "redis://h:6379/0", password: "p+w"),
        Row(url: "redis://:@h", description: "redis://h:6379/0"),
        Row(url: "redis://h?db=4", description: "redis://h:6379/4"),
        Row(url: "redis://h/4?db=4&timeout=3s", description: "redis://h:6379/4"),
        Row(url: "unix:///run/redis.sock", description: "unix:///run/redis.sock?db=0"),
        Row(url: "unix:///run/a%20b.sock?db=2", description: "unix:///run/a b.sock?db=2"),
        Row(
            url: "redis+unix://u:pw@/run/redis.sock", description: "unix:///run/redis.sock?db=0", username: "u",
            password: "pw"),
    ]

    @Test(arguments: rows)
    func areRead(row: Row) throws {
        let endpoint = try RedisEndpoint(url: row.url)
        #expect(endpoint.description == row.description)
        #expect(endpoint.username == row.username)
        let password = endpoint.password?.withSecret { $0.revealedText() }
        #expect(password == row.password)
    }

    @Test func optionsAreKept() throws {
        let endpoint = try RedisEndpoint(
            url: "rediss://h?timeout=1m30s&cacert=/ca%20file.pem&cert=/c.pem&key=/k.pem&sni=redis.example&insecure=true"
        )
        #expect(endpoint.commandTimeout == .seconds(90))
        #expect(
            endpoint.tls
                == TLSConfiguration(
                    caFile: "/ca file.pem", certificateFile: "/c.pem", keyFile: "/k.pem", serverName: "redis.example",
                    verify: false))
        let given = TLSConfiguration(caFile: "/other.pem", serverName: "kept")
        #expect(
            try RedisEndpoint(url: "rediss://h?cacert=/ca.pem", tls: given).tls
                == TLSConfiguration(caFile: "/ca.pem", serverName: "kept"))
        #expect(try RedisEndpoint(url: "redis://h", tls: given).tls == nil)
        #expect(try RedisEndpoint(url: "rediss://h").tls == TLSConfiguration())
    }

    @Test(arguments: [
        "", "hidden", "http://hidden", "redis:/hidden", "redis://", "redis://:6379", "redis:///0", "redis://h:0",
        "redis://h:65536",
        "redis://h:hidden", "redis://h:6379x", "redis://h:+1", "redis://h/hidden", "redis://h/-1", "redis://h/+1",
        "redis://h/1/2",
        "redis://hidden@h", "redis://u:@h", "redis://u:hidden/x@h", "redis://u:%zz@h", "redis://u:hidden%4@h",
        "redis://u%00:hidden@h", "redis://%FF@h", "redis://u:hidden@h#x", "redis://[::1", "redis://[::1]x",
        "redis://[hidden]",
        "redis://a b", "redis://h?hidden=1", "redis://h?db", "redis://h?db=x", "redis://h/1?db=2",
        "redis://h?db=1&db=1",
        "redis://h?timeout=hidden", "redis://h?timeout=0s", "redis://h?cacert=/hidden", "rediss://h?insecure=hidden",
        "unix://hidden", "unix://host/path", "unix://", "unix:///\(String(repeating: "a", count: 107))",
    ])
    func areRefusedWithoutBeingQuoted(url: String) {
        do throws(RedisError) {
            let endpoint = try RedisEndpoint(url: url)
            Issue.record("\(url) was read as \(endpoint)")
        } catch {
            #expect(error.status == .configuration)
            #expect(!error.message.contains("hidden"))
            guard case .invalidURL = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test(arguments: [
        ("redis+cluster://:hidden@a:1,b:2", "Cluster"), ("rediss+cluster://a", "Cluster"),
        ("redis+sentinel://a:1,b:2/main/0", "Sentinel"), ("rediss+sentinel://a/main", "Sentinel"),
    ])
    func severalServersAreNotOne(url: String, word: String) {
        let error = #expect(throws: RedisError.self) { try RedisEndpoint(url: url) }
        guard case .unsupported(let message) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.contains(word) && message.contains("one Redis server") && !message.contains("hidden"))
        #expect(error?.status == .configuration)
    }
}
