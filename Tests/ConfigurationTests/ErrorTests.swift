import Basics
import Configuration
import Testing

@Suite("Errors have a place and a hint")
struct ErrorTests {
    @Test("an unknown key is an error at its line and column, with the nearest known one")
    func unknownKey() throws {
        let stores = try root("stores:\n  web:\n    url: redis://h\n    layuot: connect-redis\n").mapping().entries[0]
            .node
        var web = try stores.mapping().entries[0].node.mapping()
        _ = web.optional("url")
        _ = web.optional("layout")
        let error = configurationError { try web.finish() }
        #expect(error?.message == "firebreak.yaml:4:5: unknown key 'layuot' in stores.web")
        #expect(error?.hint == "did you mean 'layout'?")
        #expect(error?.status == .configuration)
    }

    @Test("a key that resembles none lists what is known")
    func strangeKey() throws {
        var top = try root("zebra: 1").mapping()
        _ = top.optional("state")
        _ = top.optional("keyring")
        let error = configurationError { try top.finish() }
        #expect(error?.message == "firebreak.yaml:1:1: unknown key 'zebra' at the top level")
        #expect(error?.hint == "known keys: keyring, state")
    }

    @Test("a missing key is an error where the mapping stands")
    func missingKey() throws {
        var web = try root("web:\n  other: x\n").mapping().entries[0].node.mapping()
        let error = configurationError { _ = try web.required("url") }
        #expect(error?.message == "firebreak.yaml:2:3: 'web' needs the key 'url'")
    }

    @Test("where a misspelt key stands in for a missing one, the misspelt one is what is wrong")
    func misspeltKey() throws {
        var web = try root("web:\n  layout: y\n  ulr: x\n").mapping().entries[0].node.mapping()
        let error = configurationError { _ = try web.required("url") }
        #expect(error?.message == "firebreak.yaml:3:3: unknown key 'ulr' in web")
        #expect(error?.hint == "did you mean 'url'?")
    }

    @Test(
        "YAML that cannot be parsed gives line and column and quotes nothing",
        arguments: [
            ("a: [hunter2\nb: 1\n", 2), ("a: b: hunter2\n", 1), ("a: 1\n\tb: hunter2\n", 2), ("a: 'hunter2\n", 2),
            ("a: *hunter2\n", 1), ("a: 1\n---\nb: hunter2\n", 2), ("a: \"\\q hunter2\"\n", 1), ("a: @hunter2\n", 1),
            ("a: 1\nb: \u{7}hunter2\n", 2),
        ])
    func syntax(text: String, line: Int) throws {
        let error = configurationError { _ = try root(text) }
        #expect(error?.message.hasPrefix("firebreak.yaml:\(line):") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("hunter2") == false)
        #expect(error?.message.contains("\n") == false)
        #expect(error?.status == .configuration)
    }

    @Test(
        "a key that stands twice is an error",
        arguments: [
            "web: {url: a, url: b}", "web:\n  url: a\n  \"url\": b\n", "web: {url: a, !!str url: b}",
        ])
    func duplicates(text: String) throws {
        let error = configurationError { _ = try root(text) }
        #expect(error?.message.contains("the key 'url' stands twice") == true, "\(error?.message ?? "")")
    }

    @Test(
        "tags and keys that are no text are refused", arguments: ["a: !!python/object:os x", "[a, b]: c", "{a: b}: c"])
    func exotic(text: String) throws {
        _ = configurationError { _ = try root(text) }
    }

    @Test("control characters in a key reach no terminal")
    func hostileKey() throws {
        let top = try root("\"\\e[31mred\": 1").mapping()
        let error = configurationError { try top.finish() }
        #expect(error?.message.contains("\u{1B}") == false)
    }
}
