import Basics
import Foundation
import JSON
import Testing

@Suite("Encoding and decoding Swift values")
struct CodingTests {
    struct Receipt: Codable, Equatable {
        var store: String
        var matched: Int
        var rest: UInt64
        var small: Int8?
        var missing: String?
        var ratio: Double
        var verified: Bool
        var at: Timestamp
        var warnings: [String]
        var nested: [Nested]
        var named: [String: Int]
        var state: State
        var extra: JSONValue
        var more: JSONObject

        struct Nested: Codable, Equatable { var values: [[Int?]] }
        enum State: String, Codable { case done, partial }
    }

    static let receipt = Receipt(
        store: "web", matched: 3, rest: .max, small: -5, missing: nil, ratio: 0.5, verified: true,
        at: Timestamp(seconds: 0), warnings: ["a"], nested: [.init(values: [[1, nil], []])], named: ["x": 1],
        state: .partial, extra: ["k": [1, nil]], more: ["z": 1, "a": 2])

    static let text =
        #"{"store":"web","matched":3,"rest":18446744073709552000.0,"small":-5,"ratio":0.5,"verified":true,"#
        + #""at":"1970-01-01T00:00:00.000Z","warnings":["a"],"nested":[{"values":[[1,null],[]]}],"named":{"x":1},"#
        + #""state":"partial","extra":{"k":[1,null]},"more":{"z":1,"a":2}}"#

    @Test("members are written in the order of the properties")
    func encoding() throws {
        #expect(try JSONValue(encoding: Self.receipt).compact == Self.text)
        #expect(try JSONValue(encoding: [String]()).compact == "[]")
        #expect(try JSONValue(encoding: "x").compact == "\"x\"")
        #expect(try JSONValue(encoding: Int?.none).compact == "null")
        struct Empty: Encodable {}
        #expect(try JSONValue(encoding: Empty()).compact == "{}")
        #expect(try JSONValue(encoding: [Empty(), Empty()]).compact == "[{},{}]")
    }

    @Test("they are read back")
    func decoding() throws {
        var expected = Self.receipt
        expected.rest = 1 << 60
        let value = try JSONValue(encoding: expected)
        #expect(try value.decode(Receipt.self) == expected)
        #expect(try JSONValue(parsing: value.pretty).decode(Receipt.self) == expected)
        #expect(try JSONValue.null.decode(Int?.self) == nil)
        #expect(try JSONValue.array([1, nil]).decode([Int?].self) == [1, nil])
        #expect(try JSONValue.double(3).decode(Int.self) == 3)
        #expect(try JSONValue.double(18446744073709549568).decode(UInt64.self) == 18446744073709549568)
    }

    @Test("the same through Foundation's coders")
    func foundation() throws {
        let value = try JSONValue(parsing: #"{"a":[1,2.5,"x",null,true,{"b":[]}]}"#)
        let data = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: data) == value)
        var receipt = Self.receipt
        receipt.rest = 1 << 60
        let text = try JSONValue(encoding: receipt).compact
        #expect(try JSONDecoder().decode(Receipt.self, from: Data(text.utf8)) == receipt)
    }

    @Test("what does not fit is refused, and the value is not told")
    func mismatches() {
        let wrong: [(JSONValue, any Decodable.Type)] = [
            (300, Int8.self), (-1, UInt.self), (1.5, Int.self), ("hunter2", Int.self), (1, String.self),
            (nil, Bool.self),
            ("hunter2", [Int].self), ([], Receipt.self), (["store": "hunter2"], Receipt.self),
            ("hunter2", Receipt.State.self), (true, Int.self), (1, Bool.self),
        ]
        for (value, type) in wrong {
            #expect {
                _ = try value.decode(type)
            } throws: { error in
                error is DecodingError && (type is Receipt.State.Type || !"\(error)".contains("hunter2"))
            }
        }
        #expect(throws: EncodingError.self) { _ = try JSONValue(encoding: Double.nan) }
        #expect(throws: EncodingError.self) { _ = try JSONValue(encoding: ["a": Float.infinity]) }
    }

    class Base: Codable {
        var name = "base"
        init() {}
    }
    final class Derived: Base {
        var level = 2
        override init() { super.init() }
        enum Keys: String, CodingKey { case level }
        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(level, forKey: .level)
            try super.encode(to: container.superEncoder())
        }
        required init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            try super.init(from: container.superDecoder())
            level = try container.decode(Int.self, forKey: .level)
        }
    }

    @Test("classes with a superclass")
    func superclass() throws {
        let value = try JSONValue(encoding: Derived())
        #expect(value.compact == #"{"level":2,"super":{"name":"base"}}"#)
        #expect(try value.decode(Derived.self).name == "base")
    }
}
