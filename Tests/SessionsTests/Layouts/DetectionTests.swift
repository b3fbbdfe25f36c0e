import Basics
import Redis
import TestSupport
import Testing

@testable import Sessions

/// What `sessions detect` makes of databases with several layouts in them.
@Suite struct DetectionTests {
    private static func sessions(_ count: Int, _ prefix: String) -> [TestSession] {
        (0..<count).map { TestSession(id: "\(prefix)\($0)", user: "u\($0 % 5)", role: "viewer") }
    }

    /// The finding of a layout; the rest of the database is there to mislead.
    private static func finding(
        _ detection: LayoutDetection, _ keys: String
    ) throws -> LayoutDetection.Finding {
        try #require(detection.findings.first { $0.keys == keys }, "\(detection.findings.map(\.keys))")
    }

    @Test func findsSeveralInOneDatabase() throws {
        let fixture = try Fixture()
        try fixture.send(
            all: [
                LayoutCase.springIndexed, .connectRedis, .rails, .aspNetCore, .betterAuth, .json, .hash,
            ].enumerated().flatMap { number, layout in
                Self.sessions(40, "id\(number)-").flatMap { layout.write($0) }
            })
        for number in 0..<60 {
            try fixture.send("SET", .string("cache:page:\(number)"), .string("<html>\(number)</html>"))
        }
        let before = try fixture.snapshot()
        let detection = try fixture.store().detect()

        for (keys, configuration) in [
            ("app:web:sessions:*", #"{preset: spring-session-indexed, namespace: "app:web"}"#),
            ("sess:*", "connect-redis"), ("rack:session:2::*", "rails"),
            ("Shop*", #"{preset: aspnet-core, prefix: "Shop"}"#), ("better-auth:*", "better-auth"),
        ] {
            let found = try Self.finding(detection, keys)
            #expect(found.configuration == configuration)
            #expect(found.certainty == .sure && found.sampled == 40 && found.estimated == 40)
            #expect(found.read == 40 && found.decoded == 40 && found.named == 40)
        }
        #expect(try Self.finding(detection, "app:web:sessions:*").neighbours >= 40)
        // The JSON and the hashes of the custom layouts share a prefix.
        let custom = detection.findings.filter { $0.layout == "custom" && $0.keys == "session:*" }
        #expect(custom.contains { $0.configuration.contains("encoding: json") && $0.certainty == .likely })
        #expect(custom.contains { $0.configuration.contains("encoding: hash, user: userId") })
        #expect(detection.findings.count == 7)
        #expect(detection.others.contains { $0.keys == "cache:page:*" && $0.sampled == 60 })
        #expect(detection.total == detection.sampled)
        #expect(try fixture.snapshot() == before)

        // What is printed can be pasted, and finds the sessions.
        for found in detection.findings where found.layout != "custom" {
            let store = try fixture.store(layout: found.configuration)
            #expect(try store.count(SessionSelector(users: ["u1"])).matched == 8, "\(found.configuration)")
        }
    }

    @Test func tellsSpringsRepositoriesApart() throws {
        let fixture = try Fixture()
        try fixture.send(all: Self.sessions(10, "a").flatMap { LayoutCase.spring.write($0) })
        #expect(try fixture.store().detect().findings.map(\.layout) == ["spring-session"])
        try fixture.send("FLUSHALL")
        try fixture.send(all: Self.sessions(10, "a").flatMap { LayoutCase.springIndexedJSON.write($0) })
        let found = try #require(try fixture.store().detect().findings.first)
        #expect(found.configuration.contains("serializer: json") && found.layout == "spring-session-indexed")
    }

    @Test func saysWhatItDoesNotKnow() throws {
        let fixture = try Fixture()
        #expect(try fixture.store().detect().findings.isEmpty)
        for number in 0..<30 {
            let id = LayoutCase.digest("\(number)")
            try fixture.send("SET", .string("rack:session:2::\(id)"), .string("encrypted \(number)"))
            try fixture.send("SET", .string("cache:\(number)"), .string(#"{"price":\#(number)}"#))
            try fixture.send("SET", .string("sess:\(number)"), .string(#"{"cookie":{"path":"/"}}"#))
        }
        let detection = try fixture.store().detect()
        #expect(detection.findings.map(\.layout) == ["connect-redis", "rails"])
        #expect(detection.findings.map(\.certainty) == [.likely, .possible])
        #expect(detection.findings[0].notes.contains { $0.contains("names a user") })
        #expect(detection.findings[1].notes.contains { $0.contains("encrypted") })
    }

    @Test func looksAtASampleAndCountsByIt() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(3000)
        for number in 0..<3000 { try fixture.send("SET", .string("other:\(number)"), "1") }
        let detection = try fixture.store().detect(sample: 1000)
        #expect(detection.sampled == 1000 && detection.total == 6000)
        let found = try Self.finding(detection, "sess:*")
        #expect(found.read <= 120)
        #expect((2000...4000).contains(found.estimated))
    }

    @Test func takesOnlyWhatMayBeIdsForIds() throws {
        let fixture = try Fixture()
        for number in 0..<10 {
            try fixture.send("SET", .string("auth:list:\(number)"), "[]")
            try fixture.send("SET", .string("token:\(LayoutCase.digest("\(number)"))"), .string("user-\(number)"))
        }
        let findings = try fixture.store().detect().findings
        #expect(findings.map(\.configuration) == [#"{key: "token:{id}", encoding: string}"#])
        #expect(findings.map(\.certainty) == [.possible])
    }

    @Test func saysWhatItMayNotLookAt() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(50)
        try fixture.send("ACL", "SETUSER", "ir", "on", ">pw", "~*", "+@all", "-getrange")
        let store = try fixture.store(url: "redis://ir:pw@127.0.0.1:\(fixture.server.port)")
        let error = #expect(throws: SessionsError.self) { try store.detect() }
        #expect(error?.status == .refused)
        #expect(error?.hint?.contains("sessions acl") == true)
    }

    /// Names and values that want to be taken for something else.
    @Test func withstandsHostileKeys() throws {
        let fixture = try Fixture()
        let names = [
            "sess\"}, wholeDatabase: true, x: {id}:1", "{id}:{id}:2", "a\nb: c:3", "\u{1B}[31m:4", "'':5", ":::", ":",
            "\\\":6",
        ]
        for name in names {
            for number in 0..<5 { try fixture.send("SET", .string("\(name)\(number)"), #"{"userId":"u1"}"#) }
        }
        try fixture.send("SET", .bytes([0xFF, 0x3A, 0x31]), .bytes([0x80, 0x04, 0x95]))
        for found in try fixture.store().detect().findings {
            #expect(try fixture.store(layout: found.configuration).keyPattern == found.keys)
        }
    }
}
