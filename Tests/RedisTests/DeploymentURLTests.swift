import Basics
import Cryptography
import Redis
import Testing

@Suite("URLs of deployments")
struct DeploymentURLTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let url: String
        let description: String
        let kind: RedisDeployment.Kind
        var user: String?
        var password: String?
        var sentinelUser: String?
        var sentinelPassword: String?
        var testDescription: String { description }
    }

    static let rows = [
        Row(url: "redis://u:pw@h/1", description: "redis://h:6379/1", kind: .single, user: "u", password: "pw"),
        Row(url: "unix:///run/r.sock", description: "unix:///run/r.sock?db=0", kind: .single),
        Row(url: "redis+cluster://a", description: "redis+cluster://a:6379", kind: .cluster),
        Row(
            url: "redis+cluster://u:p%2Cw@a:7000,b,[::1]:7002/?timeout=3s",
            description: "redis+cluster://a:7000,b:6379,[::1]:7002", kind: .cluster, user: "u", password: "p,w"),
        Row(url: "rediss+cluster://a,a:6379,b/0", description: "rediss+cluster://a:6379,b:6379", kind: .cluster),
        Row(url: "redis+cluster://a?db=0", description: "redis+cluster://a:6379", kind: .cluster),
        Row(
            url: "redis+sentinel://s1,s2:5000/mymaster", description: "redis+sentinel://s1:26379,s2:5000/mymaster/0",
            kind: .sentinel(masterName: "mymaster")),
        Row(
            url: "REDISS+Sentinel://:pw@s1/my%20master/3", description: "rediss+sentinel://s1:26379/my master/3",
            kind: .sentinel(masterName: "my master"), password: "pw"),
        Row(
            url: "redis+sentinel://u:pw@s1/m?sentinel_username=w&sentinel_password=s%26cret&db=2",
            description: "redis+sentinel://s1:26379/m/2", kind: .sentinel(masterName: "m"), user: "u", password: "pw",
            sentinelUser: "w", sentinelPassword: "s&cret"),
        Row(
            url: "redis+sentinel://s1/m/?sentinel_password=p", description: "redis+sentinel://s1:26379/m/0",
            kind: .sentinel(masterName: "m"), sentinelPassword: "p"),
    ]

    @Test(arguments: rows)
    func areRead(row: Row) throws {
        let deployment = try RedisDeployment(url: row.url)
        #expect(deployment.description == row.description)
        #expect(deployment.kind == row.kind)
        #expect(deployment.template.username == row.user)
        #expect(deployment.template.password?.withSecret { $0.revealedText() } == row.password)
        if case .sentinel = row.kind {
            #expect(deployment.sentinelTemplate.database == 0)
            #expect(deployment.sentinelTemplate.username == row.sentinelUser)
            #expect(deployment.sentinelTemplate.password?.withSecret { $0.revealedText() } == row.sentinelPassword)
        }
    }

    @Test func optionsHoldForAllServers() throws {
        let given = TLSConfiguration(caFile: "/ca.pem")
        let cluster = try RedisDeployment(url: "rediss+cluster://a,b?timeout=1m&sni=redis.example", tls: given)
        #expect(cluster.template.commandTimeout == .seconds(60))
        #expect(cluster.template.tls == TLSConfiguration(caFile: "/ca.pem", serverName: "redis.example"))
        let sentinel = try RedisDeployment(url: "rediss+sentinel://a/m?insecure=true")
        #expect(sentinel.usesTLS && sentinel.sentinelTemplate.tls == TLSConfiguration(verify: false))
        let mixed = try RedisDeployment(url: "rediss+sentinel://a/m?sentinel_tls=false")
        #expect(mixed.usesTLS && mixed.sentinelTemplate.tls == nil)
    }

    @Test(arguments: [
        "redis+cluster://", "redis+cluster://a,,b", "redis+cluster://a,", "redis+cluster://a/1",
        "redis+cluster://a?db=1", "redis+cluster://a/hidden", "redis+cluster://a:hidden,b",
        "redis+cluster://a?sentinel_password=hidden", "redis+sentinel://a", "redis+sentinel://a/",
        "redis+sentinel://a//0", "redis+sentinel://a/m/hidden", "redis+sentinel://a/m/0/1", "redis+sentinel:///m",
        "redis+sentinel://a/m?sentinel_username=hidden", "redis+sentinel://a/m?sentinel_password=",
        "redis+sentinel://a/m?sentinel_tls=true", "rediss+sentinel://a/m?sentinel_tls=hidden",
        "redis+sentinel://a/%FF", "redis+sentinel://a/m%00", "redis://a,b", "redis://a?sentinel_password=hidden",
    ])
    func areRefusedWithoutBeingQuoted(url: String) {
        let error = #expect(throws: RedisError.self) { try RedisDeployment(url: url) }
        guard case .invalidURL(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.contains("hidden"))
        #expect(error?.status == .configuration)
    }
}
