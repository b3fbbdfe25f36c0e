import Basics
import Configuration
import Testing

@Suite("Reading values")
struct DecodingTests {
    @Test("every kind of value is read, with its path and place")
    func values() throws {
        var top = try root(
            """
            name: web
            quoted: "007"
            on: true
            count: 12
            ratio: 2.5e1
            every: 1h30m
            list: [a, b]
            inner: {deep: {deeper: yes}}
            empty:
            """
        ).mapping()
        let name = try top.required("name")
        #expect(try name.string() == "web")
        #expect(name.location == ConfigurationLocation(file: "firebreak.yaml", line: 1, column: 7))
        let quoted = try top.required("quoted")
        #expect(try quoted.string() == "007")
        #expect(quoted.isQuoted)
        #expect(try top.required("on").bool())
        #expect(try top.required("count").integer(in: 1...20) == 12)
        #expect(try top.required("ratio").number() == 25)
        #expect(try top.required("every").duration() == .seconds(5400))
        let list = try top.required("list").sequence()
        #expect(try list.map { try $0.string() } == ["a", "b"])
        #expect(list[1].path == "list[1]")
        var inner = try top.required("inner").mapping()
        var deep = try inner.required("deep").mapping()
        let deeper = try deep.required("deeper")
        #expect(deeper.path == "inner.deep.deeper")
        #expect(try deeper.string() == "yes")
        let empty = top.optional("empty")
        #expect(empty == nil)
        try top.finish()
    }

    @Test("an empty document is an empty mapping", arguments: ["", "# nothing\n", "---\n", "\u{FEFF}"])
    func empty(text: String) throws {
        #expect(try root(text).mapping().keys.isEmpty)
    }

    @Test("a byte order mark and CRLF line ends are read over")
    func byteOrderMark() throws {
        let entries = try root("\u{FEFF}a: 1\r\nb: 2\r\n").mapping().entries
        #expect(entries.map(\.key) == ["a", "b"])
        #expect(try entries[1].node.string() == "2")
        #expect(entries[1].node.location.line == 2)
    }

    enum Severity: String, CaseIterable { case sev1, sev2 }

    @Test("one of several words, with a proposal for a misspelt one")
    func choice() throws {
        #expect(try root("sev2").oneOf(Severity.self) == .sev2)
        let error = configurationError { _ = try root("a: swev1").mapping().entries[0].node.oneOf(Severity.self) }
        #expect(error?.message == "firebreak.yaml:1:4: unknown value 'swev1' for 'a'")
        #expect(error?.hint == "did you mean 'sev1'? Known: sev1, sev2")
    }

    @Test(
        "a wrong kind of value says what was expected and does not quote what stands there",
        arguments: [
            ("v: [hunter2]", "list"), ("v: {hunter2: 1}", "a mapping"), ("v:", "empty"), ("v: ~", "empty"),
        ])
    func wrongKind(text: String, found: String) throws {
        let node = try root(text).mapping().entries[0].node
        let error = configurationError { _ = try node.string() }
        #expect(error?.message.contains("'v' should be text, not") == true)
        #expect(error?.message.hasSuffix(found) == true)
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test(
        "booleans, numbers and durations are strict",
        arguments: [
            "yes", "True", "on", "1", "\"true\"", "''", "hunter2", "010", "1_000", "0x10", "1.5", ".inf", "nan", "--",
            "90",
            "1w", "-5s", "99999999999999999999",
        ])
    func strictness(text: String) throws {
        let node = try root("v: \(text)").mapping().entries[0].node
        _ = configurationError { _ = try node.bool() }
        _ = configurationError { _ = try node.duration() }
        if !["1", "90"].contains(text) { _ = configurationError { _ = try node.integer() } }
        if !["1", "010", "1.5", "90", "99999999999999999999"].contains(text) {
            _ = configurationError { _ = try node.number() }
        }
    }

    @Test("a number outside its range names the range")
    func range() throws {
        let node = try root("port: 70000").mapping().entries[0].node
        #expect(
            configurationError { _ = try node.integer(in: 1...65535) }?.message
                == "firebreak.yaml:1:7: 'port' should be from 1 to 65535")
    }
}
