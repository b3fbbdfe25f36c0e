import TestSupport
import Testing

@testable import Sessions

/// The cheap test before the parser must never rule out what the parser would find.
@Suite struct TextSearchTests {
    private static func mayHold(_ json: String, _ texts: [String]) -> Bool? {
        guard let search = TextSearch(AcceptedTexts(texts)) else { return nil }
        return Array(json.utf8).withUnsafeBytes { search.mayHold($0) }
    }

    @Test(arguments: [
        (#"{"user":"alice"}"#, true),
        (#"{"user":"alic"}"#, false),
        (#"{"user":"\u0061lice"}"#, true),
        (#"{"user":"bob","path":"a\/b"}"#, true),
        (#"{"user":"aalice"}"#, true),
        (#"alice"#, true),
        (#"alic"#, false),
        ("", false),
    ])
    func findsOrParses(json: String, holds: Bool) { #expect(Self.mayHold(json, ["alice"]) == holds) }

    @Test func findsAnyOfSeveral() {
        #expect(Self.mayHold(#"{"u":"bob"}"#, ["alice", "bob"]) == true)
        #expect(Self.mayHold(#"{"u":"eve"}"#, ["alice", "bob"]) == false)
    }

    @Test(arguments: [["42"], ["-1.5e3"], [""], ["a", "b", "c", "d", "e"], ["a", "7"]])
    func leavesToTheParser(texts: [String]) { #expect(Self.mayHold("{}", texts) == nil) }

    /// Against a reader without it, on random values that are full of what could go wrong.
    @Test func agreesWithTheParser() {
        let pieces = ["alice", "al", "ice", #"\u0061"#, #"\""#, "a", "é", #"\\"#, "e", "/"]
        let users = ["alice", "aé", #"al"ice"#, #"a\"#, "a/ice"]
        var generator = SeededNumbers(seed: 36)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...4, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let json = Array(#"{"user":"\#(text)"}"#.utf8)
            let selector = SessionSelector(users: [users.randomElement(using: &generator) ?? "alice"])
            let reader = JSONSessionReader(
                question: SessionQuestion(selector), fields: SessionFields(user: ["user"], role: []))
            json.withUnsafeBytes { bytes in
                let described = reader.describe(.text(bytes))
                let isUser = described?.principal.map { Array($0.utf8) } == selector.users.first.map { Array($0.utf8) }
                #expect((reader.judge(.text(bytes)) == .match) == isUser, "\(String(decoding: json, as: UTF8.self))")
            }
        }
    }
}
