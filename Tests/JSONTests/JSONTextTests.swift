import JSON
import Testing

@Suite("Changing single values of a JSON text") struct JSONTextTests {
    static let texts = [
        #"{"a":1}"#, #"{ "a" : 1 , "b" : [ 1, {"c": "}\"" } , [ ] ] }"#, "{}", "{ }\n",
        "{\n\t\"a\": {},\n\t\"b\": -1.50e3\n}\r\n",
        #"{"":{"ü\u00e9\\":"]"},"x":[{"y":null}]}"#,
    ]

    @Test("a member that is added can be taken away again to the byte", arguments: texts)
    func appendAndRemove(source: String) throws {
        let before = try JSONText(parsing: Array(source.utf8))
        var text = before
        #expect(try text.append("new \"key\"", Array("[1]".utf8), to: []))
        #expect(text.value["new \"key\""] == [1])
        #expect(try !text.append("new \"key\"", Array("2".utf8), to: []))
        for (key, value) in before.value.objectValue ?? [:] { #expect(text.value[key] == value) }
        #expect(try text.remove("new \"key\"", from: []))
        #expect(text.bytes == before.bytes)
        #expect(try !text.remove("new \"key\"", from: []))
    }

    @Test("a value is replaced and the bytes around it stay", arguments: texts)
    func replace(source: String) throws {
        let before = try JSONText(parsing: Array(source.utf8))
        for key in before.value.objectValue?.keys ?? [] {
            var text = before
            let old = try #require(text.text(at: [.member(key)]))
            #expect(try JSONValue(parsing: old) == before.value[key])
            #expect(try text.replace([.member(key)], with: Array("\"x\"".utf8)))
            #expect(text.value[key] == "x")
            #expect(try text.replace([.member(key)], with: old))
            #expect(text.bytes == before.bytes)
        }
    }

    @Test("members are removed wherever they stand")
    func remove() throws {
        for (key, rest) in [
            ("a", "{ \"b\":2, \"c\":3 }"), ("b", "{ \"a\":1, \"c\":3 }"), ("c", "{ \"a\":1, \"b\":2 }"),
        ] {
            var text = try JSONText(parsing: Array("{ \"a\":1, \"b\":2, \"c\":3 }".utf8))
            #expect(try text.remove(key, from: []))
            #expect(String(decoding: text.bytes, as: UTF8.self) == rest)
        }
    }

    @Test("steps lead into objects and arrays, and nowhere else")
    func paths() throws {
        let text = try JSONText(parsing: Array(Self.texts[1].utf8))
        #expect(text.text(at: [.member("b"), .item(1), .member("c")]) == Array(#""}\"""#.utf8))
        #expect(text.text(at: [.member("b"), .item(2)]) == Array("[ ]".utf8))
        for path: [JSONText.Step] in [
            [.item(0)], [.member("z")], [.member("b"), .item(3)], [.member("b"), .item(-1)],
            [.member("a"), .member("a")],
        ] {
            #expect(text.text(at: path) == nil)
        }
    }

    @Test(
        "what is no JSON, or has a key twice, is refused, also as a change",
        arguments: ["", "{", #"{"a":1,"a":2}"#, "{} x"])
    func refused(source: String) throws {
        #expect(throws: JSONError.self) { try JSONText(parsing: Array(source.utf8)) }
        var text = try JSONText(parsing: Array(Self.texts[0].utf8))
        #expect(throws: JSONError.self) { try text.replace([.member("a")], with: Array(source.utf8)) }
        #expect(text.bytes == Array(Self.texts[0].utf8))
    }
}
