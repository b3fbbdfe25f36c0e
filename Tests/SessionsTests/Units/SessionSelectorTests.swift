import Basics
import JSON
import Testing

@testable import Sessions

/// Selectors that are meant, and those that cannot be.
@Suite struct SessionSelectorTests {
    @Test(arguments: [
        SessionSelector(),
        SessionSelector(users: ["u"], all: true),
        SessionSelector(role: "r", all: true),
        SessionSelector(created: TimeWindow(before: Timestamp(seconds: 1)), all: true),
        SessionSelector(keep: KeptSessions(["abc"])),
        SessionSelector(users: [""]),
        SessionSelector(role: ""),
        SessionSelector(matches: [FieldMatch(field: "", value: "x")]),
    ])
    func refuses(selector: SessionSelector) {
        let error = #expect(throws: SessionsError.self) { try selector.check() }
        #expect(error?.status == .usage)
    }

    /// Whose a value is that cannot be read, nobody knows.
    @Test func takesUndecodableValuesWithAllAlone() throws {
        try SessionSelector.everything.check(includesUndecodable: true)
        try SessionSelector(users: ["u"]).check(includesUndecodable: false)
        for selector in [SessionSelector(users: ["u"]), SessionSelector(role: "r")] {
            let error = #expect(throws: SessionsError.self) { try selector.check(includesUndecodable: true) }
            #expect(error?.status == .usage && error?.hint != nil)
        }
    }

    @Test func readsMatches() {
        #expect(FieldMatch("a.b=c=d") == FieldMatch(field: "a.b", value: "c=d"))
        #expect(FieldMatch("a=") == FieldMatch(field: "a", value: ""))
        #expect(FieldMatch("=a") == nil)
        #expect(FieldMatch("a") == nil)
    }

    @Test func keepsUsersThatOnlyLookAlike() {
        #expect(SessionSelector(users: ["é", "e\u{301}", "é"]).users.count == 2)
    }

    @Test(arguments: [
        (SessionSelector.everything, "all sessions"),
        (SessionSelector(users: ["u1"]), "user u1"),
        (SessionSelector(users: ["a", "b", "c", "d", "e"], role: "admin"), "users a, b, c and 2 more, role admin"),
        (SessionSelector(matches: [FieldMatch(field: "ip", value: "\u{1B}[2J")]), "ip=\\u{1b}[2J"),
        (
            SessionSelector(
                addresses: [IPRange("10.0.0.0/8"), IPRange("::1")].compactMap { $0 },
                created: TimeWindow(before: Timestamp(seconds: 0))),
            "from 10.0.0.0/8 or ::1, created before 1970-01-01T00:00:00.000Z"
        ),
        (SessionSelector(all: true, keep: KeptSessions(["abc"])), "all sessions, but for those that are kept"),
    ])
    func describes(selector: SessionSelector, text: String) { #expect(selector.description == text) }

    @Test(arguments: [
        ("sess:abc", true), ("sess:abcd", false), ("sess:signed", true), ("sess:whole", true), ("sess:", false),
    ])
    func spares(key: String, isSpared: Bool) {
        let kept = KeptSessions(["abc", "s:signed.bm90IGEgc2lnbmF0dXJl", "sess:whole", ""])
        let template = KeyTemplate(prefix: "sess:")
        #expect(Array(key.utf8).withUnsafeBytes { kept.contain($0, template) } == isSpared)
    }

    /// What somebody copies out of a browser's cookie, and the id under which the framework keeps the session.
    @Test(arguments: [
        ("rack", "7bae7ca15fab", "2::" + LayoutCase.digest("7bae7ca15fab"), "rack:session:2::"),
        ("spring", "M2YxZC0x", "3f1d-1", "spring:session:sessions:"),
        (
            "better-auth", "AbCdEfGhIjKlMnOpQrStUvWxYz012345.c2lnbmF0dXJl", "AbCdEfGhIjKlMnOpQrStUvWxYz012345",
            "better-auth:"
        ),
    ])
    func sparesByTheCookie(framework: String, cookie: String, id: String, prefix: String) {
        let key = framework == "rack" ? "rack:session:" + id : prefix + id
        let kept = KeptSessions([cookie])
        let template = KeyTemplate(prefix: prefix)
        #expect(Array(key.utf8).withUnsafeBytes { kept.contain($0, template) })
        #expect(!Array((prefix + "other").utf8).withUnsafeBytes { kept.contain($0, template) })
    }

    /// Ids of sessions are credentials: a receipt does not repeat them.
    @Test func tellsNothingOfWhatIsKept() throws {
        let selector = SessionSelector(all: true, keep: KeptSessions(["abc"]))
        let json = try JSONValue(encoding: selector)
        #expect(json == ["all": true, "keepsSome": true])
    }
}
