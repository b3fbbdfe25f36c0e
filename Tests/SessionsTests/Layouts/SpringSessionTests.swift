import Basics
import Decoders
import Redis
import TestSupport
import Testing

@testable import Sessions

/// Spring Session: what ends a session for the application too, and what requests in flight make of it.
@Suite struct SpringSessionTests {
    private static let u1 = SessionSelector(users: ["u1"])
    private static let keys = SpringKeys(namespace: "app:web")
    private static let sessions = (0..<12).map {
        TestSession(id: "3f1d-\($0)", user: "u\($0 % 3)", role: "ROLE_\($0 % 2)", ip: "192.0.2.\($0)")
    }
    private static var mine: [TestSession] { sessions.filter { $0.user == "u1" } }

    @Test(arguments: ["long", "integer", "zero", "text"])
    func writesAsTheJDKDoes(row: String) throws {
        let expected = try #require(SpringFixture.rows[row])
        let written =
            switch row {
            case "long": JavaSerialisation.encode(LayoutCase.springUse)
            case "integer": JavaSerialisation.encode(Int32(1800))
            case "zero": SpringSerializer.java.encode(0)
            default: SpringSerializer.java.encode("expires:ab-ü")
            }
        #expect(written == expected)
    }

    /// RedisIndexedSessionRepository.deleteById, command for command.
    @Test func endsInTheOrderOfDeleteById() throws {
        let session = Self.mine[0]
        let hash = SpringHash(.java)
        let fields: [[UInt8]?] = [
            JavaSerialisation.encode(LayoutCase.springUse), JavaSerialisation.encode(LayoutCase.springUse),
            SpringSerializer.java.encode(1800), nil, SpringFixture.context(session),
        ]
        let key = Array("app:web:sessions:\(session.id)".utf8)
        let minute = LayoutCase.springUse + 1_800_000 + 60_000
        StoredValue.withFields(fields) { value in
            let ending = key.withUnsafeBytes { SpringEnding(keys: Self.keys, hash: hash).commands(ending: $0, value) }
            let member = RedisArgument.bytes(SpringSerializer.java.encode(session.id))
            #expect(
                ending.commands == [
                    ["SREM", .bytes(Self.keys.indexPrefix + Array("u1".utf8)), member],
                    [
                        "SREM", .bytes(Array("app:web:expirations:\(minute)".utf8)),
                        .bytes(SpringSerializer.java.encode("expires:\(session.id)")),
                    ],
                    ["ZREM", .bytes(Array("app:web:sessions:expirations".utf8)), member],
                    ["DEL", .bytes(Array("app:web:sessions:expires:\(session.id)".utf8))],
                    ["HSET", .bytes(key), "maxInactiveInterval", .bytes(SpringFixture.rows["zero"] ?? [])],
                    ["EXPIRE", .bytes(key), "300"],
                ])
            #expect(ending.deciding == 5)
        }
    }

    @Test(
        arguments: [
            (0, 60_000), (59_999, 60_000), (60_000, 120_000), (-1, 0), (-60_000, 0), (-60_001, -60_000),
        ] as [(Int64, Int64)])
    func roundsUpToTheNextMinute(instant: Int64, minute: Int64) {
        #expect(SpringKeys.minute(of: instant) == minute)
        #expect(SpringKeys.minute(of: .max) == nil)
    }

    @Test(arguments: [LayoutCase.springIndexed, .springIndexedJSON])
    func endsSessionsForTheApplicationToo(layout: LayoutCase) throws {
        let fixture = try Fixture(arguments: ["--notify-keyspace-events", "Eg"])
        try fixture.send(all: Self.sessions.flatMap { layout.write($0) })
        // The form of the list of expirations that an application of 3.4 may choose, beside the other.
        let serializer: SpringSerializer = layout.name == "springIndexed" ? .java : .json
        for session in Self.sessions {
            try fixture.send(
                "ZADD", .bytes(Self.keys.sortedExpirations), .integer(LayoutCase.springUse),
                .bytes(serializer.encode(session.id)))
        }
        var events = try RedisSubscription(
            RedisEndpoint(url: fixture.server.url), channels: ["__keyevent@0__:del", "__keyevent@0__:expired"])
        let store = try fixture.store(layout: layout.configuration)

        let receipt = try store.revoke(Self.u1, watch: .milliseconds(200))
        #expect(receipt.matched == 4 && receipt.revoked == 4 && receipt.remaining == 0)
        #expect(receipt.verified, "\(receipt.warnings)")

        // The shadow key's end is what the application is told by, and of the session it can still read everything.
        var told: Set<String> = []
        while told.count < 4, let message = try events.next(within: .seconds(10)) {
            if let key = message.payload.text, key.hasPrefix("app:web:sessions:expires:") {
                told.insert(String(key.dropFirst("app:web:sessions:expires:".count)))
            }
        }
        #expect(told == Set(Self.mine.map(\.id)))
        let minute = try #require(SpringKeys.minute(of: LayoutCase.springUse + 1_800_000))
        #expect(try fixture.send("EXISTS", .string(layout.listKey("u1"))) == .integer(0))
        #expect(try fixture.send("SCARD", .bytes(Self.keys.expirations(minute: minute))) == .integer(8))
        #expect(try fixture.send("ZCARD", .bytes(Self.keys.sortedExpirations)) == .integer(8))
        for session in Self.mine {
            let key = RedisArgument.string(layout.key(session.id))
            #expect(try fixture.send("HEXISTS", key, "creationTime") == .integer(1))
            #expect(try fixture.send("HGET", key, "maxInactiveInterval").bytes == serializer.encode(0))
            let left = try #require(try fixture.send("TTL", key).integerValue)
            #expect((1...300).contains(left))
        }
        // The others go on.
        for session in Self.sessions where session.user != "u1" {
            let key = RedisArgument.string(layout.key(session.id))
            #expect(try fixture.send("HGET", key, "maxInactiveInterval").bytes == serializer.encode(1800))
        }
        #expect(try fixture.send("SCARD", .string(layout.listKey("u2"))) == .integer(4))
    }

    /// What a request saves that had loaded the session before it ended (RedisIndexedSessionRepository, saveDelta).
    @Test(arguments: [LayoutCase.springIndexed, .springIndexedJSON])
    func takesTheSaveOfARequestInFlightForEnded(layout: LayoutCase) throws {
        let fixture = try Fixture()
        try fixture.send(all: Self.sessions.flatMap { layout.write($0) })
        let serializer: SpringSerializer = layout.name == "springIndexed" ? .java : .json
        let store = try fixture.store(layout: layout.configuration)
        try #require(try store.revoke(Self.u1, watch: .zero).verified)

        let later = LayoutCase.springUse + 5000
        for session in Self.mine {
            let key = RedisArgument.string(layout.key(session.id))
            let time = serializer == .java ? JavaSerialisation.encode(later) : Array(String(later).utf8)
            try fixture.send("HSET", key, "lastAccessedTime", .bytes(time))
            try fixture.send("SET", .bytes(Self.keys.shadow(Array(session.id.utf8))), "", "EX", "1800")
            try fixture.send("EXPIRE", key, "2100")

            // MapSession.isExpired: now - maxInactiveInterval >= lastAccessedTime, and the three fields are there.
            let hash = SpringHash(serializer)
            let fields = try ["creationTime", "lastAccessedTime", "maxInactiveInterval"].map { name in
                try #require(try fixture.send("HGET", key, .string(name)).bytes)
            }
            let numbers = fields.map { field in field.withUnsafeBytes { hash.number($0) } }
            #expect(numbers == [LayoutCase.springUse, later, 0])
        }
        #expect(try store.count(Self.u1).matched == 0)
        #expect(try store.count().matched == 8)
        #expect(try store.revoke(Self.u1, watch: .zero).verified)
    }

    /// Without an index the hash is removed, and a save that had found it there before leaves a part of one.
    @Test func removesWhatAnInterruptedSaveLeaves() throws {
        let layout = LayoutCase.spring
        let fixture = try Fixture()
        try fixture.send(all: Self.sessions.flatMap { layout.write($0) })
        try fixture.send("HSET", "app:web:sessions:old", "lastAccessedTime", .bytes(JavaSerialisation.encode(Int64(1))))
        let store = try fixture.store(layout: layout.configuration)
        let count = try store.count(Self.u1)
        #expect(count.matched == 4 && count.examined == 12 && count.undecodable == 0)
        #expect(count.warnings.contains { $0.contains("interrupted saves") })

        let key = RedisArgument.string(layout.key(Self.mine[0].id))
        let saves = Counter()
        let server = fixture.server
        let receipt = try store.revoke(
            Self.u1, watch: .seconds(1),
            progress: { report in
                guard report.phase == .watching, saves.now == 0, let application = try? Fixture(to: server) else {
                    return
                }
                saves.next()
                // Another user's first: it is looked at before, and left alone.
                for key in ["app:web:sessions:stranger", key] {
                    _ = try? application.send("HSET", key, "lastAccessedTime", .bytes(JavaSerialisation.encode(Int64(2))))
                }
            })
        #expect(saves.now == 1 && receipt.resurrected == 1)
        #expect(try fixture.send("EXISTS", "app:web:sessions:stranger") == .integer(1))
        #expect(receipt.verified, "\(receipt.warnings)")
        #expect(try fixture.send("EXISTS", key) == .integer(0))
        // Whose the other one was nobody knows.
        #expect(try fixture.send("EXISTS", "app:web:sessions:old") == .integer(1))
        _ = try store.revoke(.everything, watch: .zero, includeUndecodable: true)
        #expect(try fixture.size() == 0)
    }

    @Test func knowsTheUserByWhatSpringKnowsIt() throws {
        let fixture = try Fixture()
        let time = RedisArgument.bytes(JavaSerialisation.encode(LayoutCase.springUse))
        let start: [RedisArgument] = [
            "creationTime", time, "lastAccessedTime", time, "maxInactiveInterval",
            .bytes(SpringSerializer.java.encode(60)),
        ]
        let session = TestSession(id: "x", user: "Zoë", role: "ROLE_ADMIN", ip: "2001:db8::1")
        let attribute = RedisArgument.string("sessionAttr:" + SpringHash.principalAttribute)
        let context: RedisArgument = "sessionAttr:SPRING_SECURITY_CONTEXT"
        try fixture.send(all: [
            ["HSET", "spring:session:sessions:a"] + start + [context, .bytes(SpringFixture.context(session))],
            ["HSET", "spring:session:sessions:b"] + start
                + [context, .bytes(SpringFixture.context(session, row: "contextOfText"))],
            ["HSET", "spring:session:sessions:c"] + start
                + [attribute, .bytes(JavaSerialisation.encode("Zoë")), context, "not Java"],
            ["HSET", "spring:session:sessions:d"] + start + [context, "not Java"],
            ["HSET", "spring:session:sessions:e"] + start,
            ["SET", "spring:session:sessions:expires:a", ""],
        ])
        let store = try fixture.store(layout: "spring-session")
        let count = try store.count(SessionSelector(users: ["Zoë"]))
        #expect(count.examined == 5 && count.matched == 3 && count.undecodable == 1)
        #expect(try store.count(SessionSelector(role: "ROLE_ADMIN")).matched == 2)
        let network = try #require(IPRange("2001:db8::/32"))
        #expect(try store.count(SessionSelector(addresses: [network])).matched == 2)
        let noon = Timestamp(seconds: LayoutCase.springUse / 1000)
        #expect(try store.count(SessionSelector(created: TimeWindow(after: noon))).matched == 5)
        #expect(try store.count(SessionSelector(created: TimeWindow(before: noon))).matched == 0)
    }
}

extension RedisReply {
    /// The bytes of a bulk string.
    fileprivate var bytes: [UInt8]? { if case .bulk(let bytes) = self { bytes } else { nil } }
}
