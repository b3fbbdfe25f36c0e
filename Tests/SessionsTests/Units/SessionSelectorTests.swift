import Basics
import Testing

@testable import Sessions

/// Selectors that are meant, and those that cannot be.
@Suite struct SessionSelectorTests {
    @Test(arguments: [
        SessionSelector(),
        SessionSelector(users: ["u"], all: true),
        SessionSelector(role: "r", all: true),
        SessionSelector(users: [""]),
        SessionSelector(role: ""),
        SessionSelector(matches: [FieldMatch(field: "", value: "x")]),
    ])
    func refuses(selector: SessionSelector) {
        let error = #expect(throws: SessionsError.self) { try selector.check() }
        #expect(error?.status == .usage)
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
    ])
    func describes(selector: SessionSelector, text: String) { #expect(selector.description == text) }
}
