import JSON
import Testing

@Suite("Writing")
struct WritingTests {
    static let sample: JSONValue = [
        "z": [1, 2.5, nil, true], "a": ["empty": [:], "none": []], "text": "tab\t\"quoted\" \\ é 😀",
    ]

    @Test("compact keeps the order of members")
    func compact() {
        #expect(
            Self.sample.compact
                == #"{"z":[1,2.5,null,true],"a":{"empty":{},"none":[]},"text":"tab\t\"quoted\" \\ é 😀"}"#)
        #expect(Self.sample.description == Self.sample.compact)
    }

    @Test("pretty is indented by two spaces")
    func pretty() {
        #expect(
            Self.sample.pretty == #"""
                {
                  "z": [
                    1,
                    2.5,
                    null,
                    true
                  ],
                  "a": {
                    "empty": {},
                    "none": []
                  },
                  "text": "tab\t\"quoted\" \\ é 😀"
                }
                """#)
    }

    @Test(
        "a number is read back as the same",
        arguments: [
            1_844_674_407_370_955_264, -1_844_674_407_370_955_264, 9_007_199_254_740_994, 1e300, 0.1, 5e-324, 1e21,
            1e20,
        ])
    func roundTrip(number: Double) throws {
        #expect(try JSONValue(parsing: JSONValue.double(number).compact) == .double(number))
    }

    @Test(
        "nothing that a terminal obeys or that hides text gets out, and all of it is read back",
        arguments: [
            "\u{0}", "\u{1B}[31m", "\u{7F}", "\u{9B}2J", "\u{85}", "\u{202E}evil", "\u{2066}", "\u{2028}", "\u{FEFF}",
            "\u{200F}", "\u{61C}",
        ])
    func hazardousCharacters(text: String) throws {
        for written in [JSONValue.string(text).compact, JSONValue.object([text: 1]).pretty] {
            #expect(written.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) || $0 == "\n" })
        }
        #expect(try JSONValue(parsing: JSONValue.string(text).compact) == .string(text))
        #expect(try JSONValue(parsing: JSONValue.object([text: 1]).pretty) == .object([text: 1]))
    }
}

@Suite("Values")
struct ValueTests {
    @Test("accessors give nil for another kind")
    func accessors() {
        let value: JSONValue = ["a": [1, "two", 3.5, true, nil]]
        #expect(value["a"]?[0]?.integerValue == 1)
        #expect(value["a"]?[0]?.doubleValue == 1)
        #expect(value["a"]?[1]?.stringValue == "two")
        #expect(value["a"]?[2]?.doubleValue == 3.5)
        #expect(value["a"]?[3]?.boolValue == true)
        #expect(value["a"]?[4]?.isNull == true)
        #expect(value["a"]?[5] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value["b"] == nil)
        #expect(value.stringValue == nil)
        #expect(value.value(at: "a.1") == "two")
        #expect(value.value(at: "a.x") == nil)
        #expect(value.value(at: "") == nil)
    }

    @Test("members are changed in their place")
    func mutation() {
        var value: JSONValue = ["a": 1, "b": ["c": 2]]
        value["a"] = 5
        value["b"]?["d"] = 3
        value["e"] = nil
        value["f"] = "new"
        #expect(value.compact == #"{"a":5,"b":{"c":2,"d":3},"f":"new"}"#)
        value["a"] = nil
        #expect(value.objectValue?.keys == ["b", "f"])
        var text: JSONValue = "text"
        text["a"] = 1
        #expect(text == "text")
    }

    @Test("equality and hashing")
    func equality() throws {
        #expect(JSONValue.integer(1) == .double(1))
        #expect(JSONValue.integer(1).hashValue == JSONValue.double(1).hashValue)
        #expect(JSONValue.double(-0.0) == .integer(0))
        #expect(JSONValue.double(-0.0).hashValue == JSONValue.integer(0).hashValue)
        #expect(JSONValue.double(.nan) == .double(.nan))
        #expect(JSONValue.integer(.max) != .double(9223372036854775808))
        #expect(JSONValue.object(["a": 1, "b": 2]) == .object(["b": 2, "a": 1]))
        #expect(JSONValue.object(["a": 1, "b": 2]).hashValue == JSONValue.object(["b": 2, "a": 1]).hashValue)
        #expect(JSONValue.object(["a": 1]) != .object(["a": 1, "b": 2]))
        #expect(JSONValue.bool(true) != .integer(1))
        #expect(JSONValue.string("é") != .string("e\u{301}"))
    }

    @Test("an object with many members", arguments: [0, 1, 15, 16, 17, 18, 1000])
    func manyMembers(count: Int) {
        var object = JSONObject((0..<count).map { ("key\($0)", .integer(Int64($0))) })
        #expect(object.count == count)
        for number in 0..<count { #expect(object["key\(number)"] == .integer(Int64(number))) }
        object["é"] = 1
        object["e\u{301}"] = 2
        #expect(object.count == count + 2)
        #expect(object["é"] == 1)
        object["é"] = nil
        #expect(object["é"] == nil)
        #expect(object["e\u{301}"] == 2)
        for number in stride(from: 0, to: count, by: 2) { object["key\(number)"] = nil }
        #expect(object.count == count / 2 + 1)
        for number in stride(from: 1, to: count, by: 2) { #expect(object["key\(number)"] == .integer(Int64(number))) }
    }
}
