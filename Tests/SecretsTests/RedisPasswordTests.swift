import Basics
import Configuration
import Cryptography
import TestSupport
import Testing

@testable import Secrets

@Suite("Passwords of Redis")
struct RedisPasswordTests {
    private static func hash(_ text: String) -> String { Hexadecimal.encode(DigestAlgorithm.sha256.hash(utf8: text)) }

    @Test("a new one stands for itself wherever it is written")
    func generation() throws {
        let kind = RedisPasswordKind()
        let value = try kind.generate()
        let text = value.revealedText() ?? ""
        #expect(text.utf8.count == 43)
        #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
        let strong = kind.weakness(of: value)
        #expect(strong == nil)
        try kind.test(value)
        let weak = kind.weakness(of: Secret(utf8: "hunter2"))
        #expect(weak != nil)
    }

    @Test(
        "what cannot be one is refused",
        arguments: ["", "a\nb", "a\u{0}b", "#" + hash("x"), "#" + hash("x") + "#" + hash("y")])
    func invalid(text: String) throws {
        #expect(throws: SecretsError.self) { _ = try RedisPasswordKind().read(Secret(utf8: text), as: .text) }
    }

    @Test(
        "any other text is one",
        arguments: ["foobared", "p@ss w/%ü", "#" + hash("x") + "z", "#" + String(hash("x").uppercased()), "#"])
    func valid(text: String) throws {
        let value = try RedisPasswordKind().read(Secret(utf8: text), as: .text)
        #expect(value.revealedText() == text)
        #expect(RedisPasswordText.hashes(of: value) == [Self.hash(text)])
    }

    @Test("a text of hashes stands for each of them")
    func unknown() {
        let box = RedisPasswordText.text(of: [Self.hash("x"), Self.hash("y")])
        let hashes = box.withSecret { RedisPasswordText.hashes(of: $0) }
        #expect(hashes == [Self.hash("x"), Self.hash("y")])
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        var known: [(String, SecretStage)] = []
        var lists: [[String]]
        var keeps = false
        let expected: [DestinationSlot: String]
        var testDescription: String { name }
    }

    /// Passwords by their names; `?a` in what is expected is what stands for the hash of `a`.
    static let rows = [
        Row(name: "nothing", lists: [[], []], expected: [:]),
        Row(name: "a stranger", lists: [["a"], ["a"]], expected: [.current: "?a"]),
        Row(name: "several strangers", lists: [["a", "b"], ["c"]], expected: [.current: "?a?b?c"]),
        Row(
            name: "published", known: [("new", .pending), ("old", .current)], lists: [["old", "new"]],
            expected: [.current: "old", .next: "new"]),
        Row(
            name: "promoted, the keyring does not say so yet", known: [("new", .pending), ("old", .current)],
            lists: [["new", "old"]], expected: [.current: "new", .previous: "old"]),
        Row(
            name: "promoted", known: [("new", .current), ("old", .previous)],
            lists: [["new", "old"], ["new", "old"]],
            expected: [.current: "new", .previous: "old"]),
        Row(
            name: "promoted at the first of two", known: [("new", .pending), ("old", .current)],
            lists: [["new", "old"], ["old"]], expected: [.current: "old", .next: "new"]),
        Row(
            name: "retired at the first of two", known: [("new", .current), ("old", .previous)],
            lists: [["new"], ["new", "old"]], expected: [.current: "new", .previous: "old"]),
        Row(
            name: "rolled back at the first of two", known: [("new", .current), ("old", .previous)],
            lists: [["old"], ["new", "old"]], expected: [.current: "new", .previous: "old"]),
        Row(
            name: "a stranger beside one that is known", known: [("a", .current)], lists: [["x", "a"]],
            expected: [.current: "a", .previous: "?x"]),
        Row(
            name: "a stranger that is to be kept", known: [("a", .current)], lists: [["x", "a"]], keeps: true,
            expected: [.current: "a"]),
        Row(
            name: "the hash of one that came to light", known: [("?a", .current), ("a", .previous)], lists: [["a"]],
            expected: [.current: "a"]),
        Row(
            name: "a stranger that was taken in", known: [("new", .pending), ("?a?b", .current)],
            lists: [["new", "a", "b"]], expected: [.current: "new", .previous: "?a?b"]),
        Row(
            name: "the later of two previous ones", known: [("c", .current), ("b", .previous), ("a", .previous)],
            lists: [["c", "a", "b"]], expected: [.current: "c", .previous: "b"]),
    ]

    private static func box(_ name: String) -> SecretBox {
        guard name.hasPrefix("?") else { return SecretBox(Secret(utf8: name)) }
        return RedisPasswordText.text(of: name.split(separator: "?").map { hash(String($0)) })
    }

    @Test("the order of the list and the keyring say which is which", arguments: rows)
    func slots(row: Row) {
        let versions = row.known.map { KnownText(text: Self.box($0.0), stage: $0.1) }
        let slots = RedisPasswordSlots(versions, [], ignoresStrangers: row.keeps)
        let values = slots.values(of: row.lists.map { $0.map(Self.hash) })
        for slot in DestinationSlot.allCases {
            let text = values[slot]?.withSecret { $0.revealedText() ?? "" }
            let expected = row.expected[slot].map { Self.box($0).withSecret { $0.revealedText() ?? "" } }
            #expect(text == expected, "\(slot)")
        }
    }

    @Test("one step makes any list any other")
    func modifiers() {
        let names = ["a", "b", "c", "d"]
        var generator = SeededNumbers(seed: 6379)
        for _ in 0..<500 {
            let held = names.shuffled(using: &generator).prefix(Int.random(in: 0...4, using: &generator))
            let wanted = names.shuffled(using: &generator).prefix(Int.random(in: 0...4, using: &generator))
            var list = Array(held)
            for modifier in RedisPasswordSlots.modifiers(from: Array(held), to: Array(wanted)) {
                let name = String(modifier.dropFirst())
                if modifier.hasPrefix("!") {
                    #expect(list.contains(name), "Redis refuses to take away what is not there")
                    list.removeAll { $0 == name }
                } else if !list.contains(name) {
                    list.append(name)
                }
            }
            #expect(list == Array(wanted), "\(held) to \(wanted)")
            if Array(held) == Array(wanted) {
                let none = RedisPasswordSlots.modifiers(from: Array(held), to: Array(wanted))
                #expect(none.isEmpty)
            }
        }
    }

    @Test(
        "what is wrong in the configuration is said with its place",
        arguments: [
            ("redis-acl: {user: app}", "url"), ("redis-acl: {url: 'http://x'}", "the Redis URL is not valid"),
            ("redis-acl: {url: 'redis://x', user: 'a b'}", "should be a user's name"),
            ("redis-acl: {url: 'redis://x', persist: maybe}", "maybe"),
            ("redis-acl: {url: 'redis://x', template: '{value}'}", "template"),
        ])
    func definitions(text: String, expected: String) throws {
        let node = try ConfigurationFile(text: text, directory: "/srv").root
        let error = #expect(throws: ConfigurationError.self) {
            try DestinationDefinitions.decode(node, for: RedisPasswordKind())
        }
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
    }

    @Test("only a redis-password goes there, and the name shows no login")
    func kinds() throws {
        let text = "redis-acl: {url: 'redis+cluster://admin:hunter2@a:1,b:2', user: app}"
        let node = try ConfigurationFile(text: text, directory: "/srv").root
        #expect(throws: ConfigurationError.self) { try DestinationDefinitions.decode(node, for: RandomKind()) }
        let definition = try DestinationDefinitions.decode(node, for: RedisPasswordKind())
        #expect(definition.name == "redis-acl:redis+cluster://a:1,b:2#app")
    }
}
