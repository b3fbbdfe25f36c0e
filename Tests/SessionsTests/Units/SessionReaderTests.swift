import Basics
import Decoders
import Testing

@testable import Sessions

/// What the readers make of single values.
@Suite struct SessionReaderTests {
    private static func judge(
        _ json: String, _ selector: SessionSelector?, _ fields: SessionFields = ConnectRedisLayout().fields
    ) -> SessionVerdict {
        let reader = JSONSessionReader(question: SessionQuestion(selector), fields: fields)
        return Array(json.utf8).withUnsafeBytes { reader.judge(.text($0)) }
    }

    @Test(arguments: [
        (#"{"passport":{"user":"u1"}}"#, SessionVerdict.match),
        (#"{"passport":{"user":{"id":"u1"}}}"#, .match),
        (#"{"passport":{"user":{"_id":"u1","name":"x"}}}"#, .match),
        (#"{"userId":"u1"}"#, .match),
        (#"{"user":{"id":"u1"}}"#, .match),
        (#"{"user":"u1"}"#, .match),
        (#"{"userId":"u12"}"#, .noMatch),
        (#"{"note":"u1"}"#, .noMatch),
        // The first path that leads somewhere counts.
        (#"{"passport":{"user":"u2"},"userId":"u1"}"#, .noMatch),
        (#"{"passport":{"user":null},"userId":"u1"}"#, .match),
        (#"{"passport":{"user":""},"userId":"u1"}"#, .match),
        (#"{"\u0075serId":"\u00751"}"#, .match),
        (#"{"userId":"u1""#, .undecodable),
        (#"["u1"]"#, .undecodable),
        (#""u1""#, .undecodable),
        ("u1", .undecodable),
    ])
    func findsUsers(json: String, verdict: SessionVerdict) {
        #expect(Self.judge(json, SessionSelector(users: ["u1"])) == verdict)
    }

    @Test(arguments: [
        (#"{"userId":42}"#, "42", SessionVerdict.match),
        (#"{"userId":42}"#, "4", .noMatch),
        (#"{"userId":true}"#, "true", .match),
        (#"{"userId":-7}"#, "-7", .match),
        (#"{"userId":4.2e1}"#, "42", .match),
        (#"{"userId":"é"}"#, "e\u{301}", .noMatch),
        (#"{"userId":"e\u0301"}"#, "e\u{301}", .match),
    ])
    func comparesExactly(json: String, user: String, verdict: SessionVerdict) {
        #expect(Self.judge(json, SessionSelector(users: [user])) == verdict)
    }

    @Test(arguments: [
        (#"{"role":"admin"}"#, SessionVerdict.match),
        (#"{"roles":["viewer","admin"]}"#, .match),
        (#"{"role":"viewer","user":{"role":"admin"}}"#, .match),
        (#"{"role":"administrator"}"#, .noMatch),
        (#"{"note":"admin"}"#, .noMatch),
        ("{}", .noMatch),
    ])
    func findsRoles(json: String, verdict: SessionVerdict) {
        #expect(Self.judge(json, SessionSelector(role: "admin")) == verdict)
    }

    @Test func combinesConditionsByAnd() {
        let selector = SessionSelector(
            users: ["u1", "u2"], role: "admin", matches: [FieldMatch(field: "a.b", value: "1")])
        #expect(Self.judge(#"{"userId":"u2","role":"admin","a":{"b":1}}"#, selector) == .match)
        #expect(Self.judge(#"{"userId":"u3","role":"admin","a":{"b":1}}"#, selector) == .noMatch)
        #expect(Self.judge(#"{"userId":"u2","role":"user","a":{"b":1}}"#, selector) == .noMatch)
        #expect(Self.judge(#"{"userId":"u2","role":"admin","a":{"b":2}}"#, selector) == .noMatch)
    }

    @Test func describesWithoutAQuestion() throws {
        let reader = ConnectRedisLayout().reader(for: SessionQuestion(nil))
        let json = #"{"passport":{"user":{"id":7}},"user":{"roles":["a","b"]}}"#
        let description = Array(json.utf8).withUnsafeBytes { reader.describe(.text($0)) }
        #expect(description == SessionDescription(principal: "7", roles: ["a", "b"]))
    }

    @Test func survivesHostileValues() {
        let deep = String(repeating: "[", count: 200_000)
        let values = [
            Array(deep.utf8), Array((#"{"a":"# + deep).utf8), [0xFF, 0xFE, 0x00],
            Array(#"{"user":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8),
            Array(repeating: UInt8(ascii: "{"), count: 3 << 20), [],
        ]
        let reader = ConnectRedisLayout().reader(for: SessionQuestion(SessionSelector(role: "x[1")))
        for value in values {
            value.withUnsafeBytes { #expect(reader.describe(.text($0)) == nil) }
            value.withUnsafeBytes { #expect(reader.judge(.text($0)) != .match) }
        }
    }

    @Test func readsHashes() {
        let question = SessionQuestion(SessionSelector(users: ["u1"], matches: [FieldMatch(field: "ip", value: "::1")]))
        let reader = HashSessionReader(
            question: question, fields: SessionFields(user: ["uid", "user"], role: ["role"]))
        #expect(reader.access == .hash(fields: ["uid", "user", "role", "ip"].map { Array($0.utf8) }))
        func judge(_ texts: [String?]) -> SessionVerdict {
            let values = texts.map { $0.map { UnsafeRawBufferPointer.copy($0) } }
            defer { for value in values { value?.deallocate() } }
            return reader.judge(.fields(values))
        }
        #expect(judge(["u1", nil, nil, "::1"]) == .match)
        #expect(judge([nil, "u1", nil, "::1"]) == .match)
        #expect(judge(["", "u1", nil, "::1"]) == .match)
        #expect(judge(["u2", "u1", nil, "::1"]) == .noMatch)
        #expect(judge(["u1", nil, nil, nil]) == .noMatch)
        #expect(judge([nil, nil, nil, nil]) == .noMatch)
        #expect(judge(["u1"]) == .undecodable)
    }

    private static let places = SessionFields(user: ["u"], address: ["ip"], created: ["c"], lastSeen: ["s"])

    /// What a session does not say is unknown, not "no"; but where another condition rules it out, it is ruled out.
    @Test(arguments: [
        (#"{"u":"u1","ip":"10.1.2.3","c":1000,"s":2000}"#, SessionVerdict.match),
        (#"{"u":"u1","ip":"::ffff:10.1.2.3","c":"1970-01-01T00:16:40Z","s":2000000000000}"#, .match),
        (#"{"u":"u1","ip":["8.8.8.8","10.1.2.3:4711"],"c":1000}"#, .match),
        (#"{"u":"u1","ip":"8.8.8.8, 10.1.2.3","c":1000}"#, .match),
        (#"{"u":"u1","ip":"11.1.2.3","c":1000}"#, .noMatch),
        (#"{"u":"u1","ip":"10.1.2.3","c":5000}"#, .noMatch),
        (#"{"u":"u2","c":1000}"#, .noMatch),
        (#"{"u":"u1","c":1000}"#, .undecodable),
        (#"{"u":"u1","ip":"unknown","c":1000}"#, .undecodable),
        (#"{"u":"u1","ip":"10.1.2.3","c":"yesterday"}"#, .undecodable),
        (#"{"u":"u1","ip":"11.1.2.3"}"#, .noMatch),
    ])
    func findsByAddressAndTime(json: String, verdict: SessionVerdict) throws {
        let selector = SessionSelector(
            users: ["u1"], addresses: [try #require(IPRange("10.0.0.0/8"))],
            created: TimeWindow(before: Timestamp(seconds: 5000)))
        #expect(Self.judge(json, selector, Self.places) == verdict)
    }

    /// Where a part of a value cannot be read, what stands in it is not known.
    @Test func doesNotGuessWhatIsOpaque() {
        let content = DecodedValue.map(
            DecodedMap([
                DecodedMap.Entry(key: .text(Array("u".utf8)), value: .opaque("closure")),
                DecodedMap.Entry(key: .text(Array("r".utf8)), value: .integer(7)),
            ]))
        let fields = SessionFields(user: ["u"], role: ["r"])
        let judge: (SessionSelector) -> SessionVerdict = { SessionQuestion($0).verdict(on: content, fields) }
        #expect(judge(SessionSelector(users: ["u1"])) == .undecodable)
        #expect(judge(SessionSelector(users: ["u1"], role: "8")) == .noMatch)
        #expect(judge(SessionSelector(role: "7")) == .match)
        #expect(judge(SessionSelector(matches: [FieldMatch(field: "u.id", value: "x")])) == .undecodable)
    }

    @Test(arguments: [
        ("1763690645", Int64?(1_763_690_645_000_000)), ("1763690645123", 1_763_690_645_123_000),
        ("1763690645.5", 1_763_690_645_500_000), ("1763690645123456", 1_763_690_645_123_456),
        ("2025-11-21T02:04:05Z", 1_763_690_645_000_000), ("0", nil), ("-1", nil), ("nan", nil), ("soon", nil),
    ])
    func readsTimes(text: String, microseconds: Int64?) {
        #expect(SessionTime.read(text)?.microseconds == microseconds)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate static func copy(_ text: String) -> UnsafeRawBufferPointer {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
        buffer.copyBytes(from: text.utf8)
        return UnsafeRawBufferPointer(buffer)
    }
}
