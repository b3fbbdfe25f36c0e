import Basics
import Redis
import Synchronization
import TestSupport
import Testing

@Suite("Clusters and Sentinels that mean harm", .timeLimit(.minutes(10)))
struct HostileClusterTests {
    private static func node(_ host: String, _ port: String) -> String { "*3\r\n\(host)\r\n\(port)\r\n$1\r\na\r\n" }
    private static func slots(_ first: String, _ last: String, _ nodes: String...) -> String {
        "*\(2 + nodes.count)\r\n\(first)\r\n\(last)\r\n" + nodes.joined()
    }
    private static let here = node("$9\r\n127.0.0.1", ":6379")

    /// Replies to CLUSTER SLOTS that must not be believed, by what is wrong with them.
    static let garbage: [(String, String)] = [
        ("a number", ":1\r\n"), ("nothing", "$-1\r\n"), ("a status", "+OK\r\n"), ("a string", "$2\r\nhi\r\n"),
        ("a number among ranges", "*1\r\n:1\r\n"), ("an empty range", "*1\r\n*0\r\n"),
        ("a range without nodes", "*1\r\n*2\r\n:0\r\n:1\r\n"),
        ("a range that ends before it begins", "*1\r\n" + slots(":9", ":1", here)),
        ("a negative slot", "*1\r\n" + slots(":-1", ":1", here)),
        ("a slot too many", "*1\r\n" + slots(":0", ":16384", here)),
        ("a slot of 2^63-1", "*1\r\n" + slots(":0", ":9223372036854775807", here)),
        ("a slot of -2^63", "*1\r\n" + slots(":-9223372036854775808", ":1", here)),
        ("slots that are text", "*1\r\n" + slots("$1\r\n0", "$1\r\n1", here)),
        ("a slot twice", "*2\r\n" + slots(":0", ":5", here) + slots(":5", ":9", here)),
        ("a node that is a number", "*1\r\n" + slots(":0", ":16383", ":1\r\n")),
        ("a node without a port", "*1\r\n" + slots(":0", ":16383", "*1\r\n$1\r\na\r\n")),
        ("port 0", "*1\r\n" + slots(":0", ":16383", node("$1\r\na", ":0"))),
        ("port 65536", "*1\r\n" + slots(":0", ":16383", node("$1\r\na", ":65536"))),
        ("port 2^63-1", "*1\r\n" + slots(":0", ":16383", node("$1\r\na", ":9223372036854775807"))),
        ("a host of control characters", "*1\r\n" + slots(":0", ":16383", node("$4\r\n\u{1B}[2J", ":1"))),
        ("a host with a space", "*1\r\n" + slots(":0", ":16383", node("$3\r\na b", ":1"))),
        ("a host with a slash", "*1\r\n" + slots(":0", ":16383", node("$3\r\na/b", ":1"))),
        ("a host that is not known", "*1\r\n" + slots(":0", ":16383", node("$1\r\n?", ":1"))),
        (
            "a host of 300 bytes",
            "*1\r\n" + slots(":0", ":16383", node("$300\r\n" + String(repeating: "a", count: 300), ":1"))
        ),
        ("a host that is a number", "*1\r\n" + slots(":0", ":16383", node(":1", ":1"))),
        ("a host that is an array", "*1\r\n" + slots(":0", ":16383", node("*0", ":1"))),
    ]

    @Test(arguments: garbage)
    func aMapThatIsNone(what: String, reply: String) throws {
        let server = try ScriptedServer { words, _ in words.last == "SLOTS" ? reply : "*1\r\n" + reply }
        let error = #expect(throws: RedisError.self) {
            try RedisDeployment(url: "redis+cluster://127.0.0.1:\(server.port)").resolve()
        }
        guard case .protocolViolation = error else {
            Issue.record("\(what): \(String(describing: error))")
            return
        }
    }

    @Test func shardsThatAreNone() throws {
        let shapes = [
            "*1\r\n*4\r\n$5\r\nslots\r\n*1\r\n:0\r\n$5\r\nnodes\r\n*0\r\n",
            "*1\r\n*4\r\n$5\r\nslots\r\n*2\r\n:0\r\n:16384\r\n$5\r\nnodes\r\n*0\r\n",
            "*1\r\n*4\r\n$5\r\nslots\r\n*2\r\n:0\r\n:1\r\n$5\r\nnodes\r\n*0\r\n",
            "*1\r\n*4\r\n$5\r\nslots\r\n*2\r\n:0\r\n:1\r\n$5\r\nnodes\r\n*1\r\n*2\r\n$4\r\nport\r\n:1\r\n",
            "*1\r\n*3\r\n$5\r\nslots\r\n*0\r\n$5\r\nnodes\r\n", "*1\r\n:1\r\n", "+OK\r\n",
        ]
        for shape in shapes {
            let server = try ScriptedServer { words, _ in words.last == "SLOTS" ? ":1\r\n" : shape }
            let error = #expect(throws: RedisError.self) {
                try RedisDeployment(url: "redis+cluster://127.0.0.1:\(server.port)").resolve()
            }
            guard case .protocolViolation = error else {
                Issue.record("\(shape): \(String(describing: error))")
                return
            }
        }
    }

    @Test func anythingAtAll() throws {
        let server = try ScriptedServer { _, _ in HostileClusterTests.anything(depth: 0) }
        try withConnection(.local(server.port)) { connection in
            for _ in 0..<3000 {
                // Whatever is said: a map, an error, and no crash.
                do throws(RedisError) {
                    let nodes = try connection.clusterTopology()?.nodes ?? []
                    #expect(nodes.allSatisfy { $0.endpoint.description.hasPrefix("redis://") })
                } catch {
                    #expect(!error.message.contains("\u{1B}"))
                }
            }
        }
    }

    /// A reply that resembles a map more or less.
    private static func anything(depth: Int) -> String {
        let words = ["slots", "nodes", "id", "port", "ip", "endpoint", "role", "master", "a", "", "?", "\u{1B}[m"]
        switch Int.random(in: 0...(depth < 5 ? 7 : 3)) {
        case 0:
            let number: Int64 = [0, 1, 5, 16383, 16384, -1, .max, .min].randomElement() ?? 0
            return ":\(number)\r\n"
        case 1:
            let word = words.randomElement() ?? ""
            return "$\(word.utf8.count)\r\n\(word)\r\n"
        case 2: return ["$-1\r\n", "*-1\r\n", "+OK\r\n", "-ERR \u{1B}x\r\n", "*0\r\n"].randomElement() ?? ""
        case 3: return ":\(Int.random(in: 0..<17000))\r\n"
        default:
            let count = Int.random(in: 0...6)
            return "*\(count)\r\n" + (0..<count).map { _ in anything(depth: depth + 1) }.joined()
        }
    }

    @Test(arguments: ["MOVED", "ASK"])
    func sendingOnWithoutEnd(code: String) throws {
        let server = try ScriptedServer.node { words, port in
            words[0] == "ASKING" ? "+OK\r\n" : "-\(code) 0 127.0.0.1:\(port)\r\n"
        }
        let client = RedisClient(
            try RedisDeployment(url: "redis+cluster://127.0.0.1:\(server.port)"),
            patience: RedisPatience(redirections: 6))
        let error = client.send([RedisKeyedCommand(["GET", "a"])])[0].error
        guard case .topology(_, .tooManyRedirections) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.status == .unavailable)
    }

    @Test(arguments: [
        "MOVED", "MOVED 1", "MOVED x 127.0.0.1:1", "MOVED 16384 127.0.0.1:1", "MOVED -1 127.0.0.1:1",
        "MOVED 1 127.0.0.1", "MOVED 1 127.0.0.1:", "MOVED 1 127.0.0.1:0", "MOVED 1 127.0.0.1:65536",
        "MOVED 1 127.0.0.1:x", "MOVED 1 \u{1B}[2J:1", "MOVED 1 a b:1", "MOVED 1 ?:1", "ASK 1 a/../b:1", "ASK  1 a:1",
    ])
    func sendingOnToNowhere(refusal: String) throws {
        let server = try ScriptedServer.node { _, _ in "-\(refusal)\r\n" }
        let client = RedisClient(try RedisDeployment(url: "redis+cluster://127.0.0.1:\(server.port)"))
        let error = client.send([RedisKeyedCommand(["GET", "a"])])[0].error
        #expect(error?.code == String(refusal.prefix { $0 != " " }))
        #expect(error?.message.contains("\u{1B}") == false && error?.redirection == nil)
    }

    // 192.0.2.1 is for documentation (RFC 5737): nobody has it.
    @Test(arguments: ["MOVED 1 127.0.0.1:\(freePort())", "MOVED 1 192.0.2.1:6379", "ASK 1 192.0.2.1:6379"])
    func sendingOnToWhereNobodyListens(refusal: String) throws {
        let server = try ScriptedServer.node { _, _ in "-\(refusal)\r\n" }
        var deployment = try RedisDeployment(url: "redis+cluster://127.0.0.1:\(server.port)")
        deployment.template.connectTimeout = .milliseconds(200)
        let client = RedisClient(deployment, patience: RedisPatience(limit: .milliseconds(300)))
        #expect(client.send([RedisKeyedCommand(["GET", "a"])])[0].error?.status == .unavailable)
    }

    @Test func addressesOfEveryForm() {
        let asked = RedisEndpoint.Address.tcp(host: "10.0.0.1", port: 1)
        for (text, host, port) in [
            ("1 127.0.0.1:7000", "127.0.0.1", 7000), ("1 ::1:7000", "::1", 7000), ("1 :7000", "10.0.0.1", 7000),
            ("16383 redis_1.example:7000", "redis_1.example", 7000),
        ] {
            let redirection = RedisRedirection(code: "MOVED", message: text)
            #expect(redirection?.address(toldBy: asked) == .tcp(host: host, port: port))
        }
        #expect(RedisRedirection(code: "ERR", message: "1 127.0.0.1:7000") == nil)
    }

    @Test func hostsThatAreLeftOut() throws {
        // Redis 7 with an endpoint that is unknown: null, or nothing, is the host that was asked; `?` has an address
        // beside it.
        for host in ["$-1", "$0\r\n", "$1\r\n?"] {
            let server = try ScriptedServer { words, port in
                guard words.last == "SLOTS" else { return "-ERR unknown subcommand\r\n" }
                return "*1\r\n*3\r\n:0\r\n:16383\r\n*4\r\n\(host)\r\n:\(port)\r\n$1\r\na\r\n"
                    + "*2\r\n$2\r\nip\r\n$9\r\n127.0.0.1\r\n"
            }
            let topology = try RedisDeployment(url: "redis+cluster://127.0.0.1:\(server.port)").resolve()
            #expect(topology.primaries.map(\.address) == [.tcp(host: "127.0.0.1", port: server.port)])
        }
    }

    @Test(arguments: [
        ":1\r\n", "+OK\r\n", "*1\r\n$1\r\na\r\n", "*2\r\n$1\r\na\r\n$1\r\n0\r\n", "*2\r\n$1\r\na\r\n$5\r\n65536\r\n",
        "*2\r\n$4\r\n\u{1B}[2J\r\n$1\r\n1\r\n", "*2\r\n$0\r\n\r\n$4\r\n6379\r\n", "*2\r\n:1\r\n:1\r\n", "*0\r\n",
    ])
    func aSentinelThatNamesNobody(reply: String) throws {
        let server = try ScriptedServer { words, _ in words.contains("GET-MASTER-ADDR-BY-NAME") ? reply : ":1\r\n" }
        let error = #expect(throws: RedisError.self) {
            try RedisDeployment(url: "redis+sentinel://127.0.0.1:\(server.port)/m").resolve()
        }
        guard case .protocolViolation = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aSentinelThatClaimsToKnowVeryMany() throws {
        let port = Mutex("")
        let entry = { (index: Int) in
            "*4\r\n$2\r\nip\r\n$9\r\n127.0.0.1\r\n$4\r\nport\r\n:\(index % 65535 + 1)\r\n"
        }
        let many = "*20000\r\n" + (0..<20_000).map(entry).joined()
        let server = try ScriptedServer { words, _ in
            let number = port.withLock { $0 }
            return switch words.dropFirst().first {
            case "GET-MASTER-ADDR-BY-NAME": "*2\r\n$9\r\n127.0.0.1\r\n$\(number.count)\r\n\(number)\r\n"
            case "SLAVES", "SENTINELS": many
            default: "-ERR\r\n"
            }
        }
        let primary = try RedisServer()
        port.withLock { $0 = String(primary.port) }
        let directory = RedisDirectory(try RedisDeployment(url: "redis+sentinel://127.0.0.1:\(server.port)/m"))
        // The primary is none of its own replicas. Each is told once, and not all of them are remembered as whom to ask.
        for _ in 1...2 { #expect(try directory.resolve().replicas.count == 20_000 - (primary.port <= 20_000 ? 1 : 0)) }
    }

    @Test func aSentinelThatNamesItself() throws {
        let server = try ScriptedServer { words, port in
            switch words[0] {
            case "ROLE": "*2\r\n$8\r\nsentinel\r\n*0\r\n"
            default: "*2\r\n$9\r\n127.0.0.1\r\n$\(String(port).count)\r\n\(port)\r\n"
            }
        }
        let error = #expect(throws: RedisError.self) {
            try RedisDeployment(url: "redis+sentinel://127.0.0.1:\(server.port)/m").resolve()
        }
        guard case .topology(_, .masterNotConfirmed) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
