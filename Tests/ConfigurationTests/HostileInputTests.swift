import Basics
import Configuration
import TestSupport
import Testing

@Suite("Hostile documents end in an error, soon")
struct HostileInputTests {
    /// Nine levels of nine aliases: a thousand million values, if they were written out.
    private static let laughs: String = {
        var text = "a0: &a0 [\(Array(repeating: "lol", count: 9).joined(separator: ", "))]\n"
        for level in 1..<10 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        return text
    }()

    @Test("a billion laughs")
    func billionLaughs() throws {
        let error = configurationError { _ = try root(Self.laughs) }
        #expect(error?.message.contains("aliases counted in full") == true)
    }

    @Test(
        "a billion laughs as a key, which would be hashed in full",
        arguments: [
            "? *a9\n: x\n", "*a9 : x\n", "[*a9]: x\n", "{b: *a9} : x\n", "z: {*a9 : x}\n", "z:\n  - ? [*a9]\n    : 1\n",
            "z: [{? *a9 : 1}]\n",
        ])
    func billionLaughsInKey(end: String) throws {
        let error = configurationError { _ = try root(Self.laughs + end) }
        #expect(error?.message.contains("in a key") == true)
    }

    @Test("merging a mapping into itself over and over")
    func mergeBomb() throws {
        var text = "m0: &m0 {k0: 1}\n"
        for level in 1..<60 {
            text += "m\(level): &m\(level)\n  <<: [*m\(level - 1), *m\(level - 1), *m\(level - 1)]\n  k\(level): 1\n"
        }
        _ = configurationError { _ = try root(text) }
    }

    @Test("nesting without end", arguments: [100, 1000, 100_000])
    func nesting(depth: Int) throws {
        _ = configurationError { _ = try root("a: " + String(repeating: "[", count: depth)) }
        _ = configurationError {
            _ = try root("a: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
        }
        _ = configurationError { _ = try root(String(repeating: "- ", count: depth) + "x") }
        _ = configurationError { _ = try root(String(repeating: "{a: ", count: depth)) }
    }

    @Test("a file of more than eight mebibytes")
    func size() throws {
        let error = configurationError { _ = try root("a: " + String(repeating: "x", count: 8 << 20)) }
        #expect(error?.message.contains("larger than 8 MiB") == true)
    }

    @Test("an alias of itself")
    func selfReference() throws {
        _ = configurationError { _ = try root("a: &a [*a]") }
    }

    @Test("no mutation of a good file crashes the reader")
    func mutations() throws {
        let good = Array(
            """
            state: sqlite:.firebreak/state.db
            base: &base {url: "redis://h", layout: [a, 'b', "c"]}
            stores:
              web: {<<: *base, cutoff: {key: "x:{user}", ttl: 24h}}
              backend: |
                block ${env:X}
            """.utf8)
        var generator = SeededNumbers(seed: 42)
        let marks = Array("*&?!|>:-[]{}'\"#%@\\\t\n\r\u{85} ~<,\0".utf8)
        for _ in 0..<3000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let index = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[index] = marks.randomElement(using: &generator) ?? 0
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(marks.randomElement(using: &generator) ?? 0, at: index)
                default: bytes.insert(contentsOf: bytes[index...].prefix(12), at: index)
                }
            }
            guard let text = String(validating: bytes, as: UTF8.self) else { continue }
            do {
                visit(try root(text))
            } catch let error as ConfigurationError {
                #expect(!error.message.isEmpty)
            }
        }
    }

    /// Reads every value in every way.
    private func visit(_ node: ConfigurationNode) {
        _ = try? node.text().resolve([:])
        _ = (try? node.string(), try? node.bool(), try? node.integer(), try? node.number(), try? node.duration())
        for item in (try? node.sequence()) ?? [] { visit(item) }
        for entry in (try? node.mapping())?.entries ?? [] { visit(entry.node) }
    }
}
