import JSON
import Testing

@Suite("Looking fields up without a tree")
struct FieldReaderTests {
    static let session = """
        {"cookie": {"maxAge": 86400000, "secure": true, "ratio": 0.5}, "passport": {"user": "u1"},
         "roles": ["admin", "manager", 7, true, null, {"x": 1}], "n": null, "big": 18446744073709551616, "é": "1",
         "user": "first", "user": "last", "float": 2.0}
        """

    /// What `#expect` does, which cannot take a noncopyable document apart.
    func expect<Value: Equatable>(_ found: Value, _ wanted: Value, _ location: SourceLocation = #_sourceLocation) {
        #expect(found == wanted, sourceLocation: location)
    }

    /// Reads a document with a fresh reader.
    func read<Value>(_ text: String, _ body: (borrowing JSONDocument) -> Value) -> Value? {
        var reader = JSONFieldReader()
        var text = text
        return text.withUTF8 { bytes in reader.withDocument(UnsafeRawBufferPointer(bytes), body) }
    }

    @Test("values at paths")
    func values() throws {
        let checked: Bool? = read(Self.session) { document in
            expect(document.string(at: ["passport", "user"]), "u1")
            expect(document.string(at: ["user"]), "last")
            expect(document.string(at: ["cookie", "maxAge"]), nil)
            expect(document.integer(at: ["cookie", "maxAge"]), 86_400_000)
            expect(document.double(at: ["cookie", "maxAge"]), 86_400_000)
            expect(document.double(at: ["cookie", "ratio"]), 0.5)
            expect(document.integer(at: ["cookie", "ratio"]), nil)
            expect(document.bool(at: ["cookie", "secure"]), true)
            expect(document.bool(at: ["roles"]), nil)
            expect(document.string(at: ["roles", "1"]), "manager")
            expect(document.string(at: ["roles", "99"]), nil)
            expect(document.string(at: ["roles", "-1"]), nil)
            expect(document.string(at: ["passport", "user", "x"]), nil)
            expect(document.string(at: ["e\u{301}"]), nil)
            expect(document.contains(["n"]), true)
            expect(document.contains(["m"]), false)
            expect(document.isObject(), true)
            expect(document.isObject(at: ["cookie"]), true)
            expect(document.isArray(at: ["roles"]), true)
            expect(document.isObject(at: ["roles"]), false)
            return true
        }
        #expect(checked == true)
    }

    @Test("an id that only fits 64 bits without a sign keeps every digit")
    func unsignedNumbers() {
        let checked: Bool? = read(#"{"id": 12345678901234567890, "ids": [18446744073709551615]}"#) { document in
            expect(document.scalarText(at: ["id"]), "12345678901234567890")
            expect(document.scalarTexts(at: ["ids"]), ["18446744073709551615"])
            expect(document.matches(at: ["id"], any: JSONTextSet(["12345678901234567890"])), true)
            expect(document.matches(at: ["id"], any: JSONTextSet(["12345678901234567000"])), false)
            return true
        }
        #expect(checked == true)
    }

    @Test("scalars as text")
    func scalarTexts() {
        let checked: Bool? = read(Self.session) { document in
            expect(document.scalarTexts(at: ["roles"]), ["admin", "manager", "7", "true"])
            expect(document.scalarTexts(at: ["user"]), ["last"])
            expect(document.scalarTexts(at: ["passport"]), [])
            expect(document.scalarTexts(at: ["none"]), [])
            expect(document.scalarText(at: ["cookie", "maxAge"]), "86400000")
            expect(document.scalarText(at: ["float"]), "2")
            expect(document.scalarText(at: ["n"]), nil)
            expect(document.scalarText(at: ["big"]), "18446744073709552000")
            return true
        }
        #expect(checked == true)
    }

    @Test(
        "being one of a set",
        arguments: [
            (["u1"], true), (["u2"], false), (["u2", "u1"], true), (["u", "u11", "u3"], false), ([], false),
        ])
    func matching(texts: [String], expected: Bool) {
        let wanted = JSONTextSet(texts)
        #expect(read(Self.session) { $0.matches(at: ["passport", "user"], any: wanted) } == expected)
    }

    @Test("lists, numbers and flags match too")
    func matchingOthers() {
        let checked: Bool? = read(Self.session) { document in
            expect(document.matches(at: ["roles"], any: JSONTextSet(["manager"])), true)
            expect(document.matches(at: ["roles"], any: JSONTextSet(["7"])), true)
            expect(document.matches(at: ["cookie", "secure"], any: JSONTextSet(["true"])), true)
            expect(document.matches(at: ["cookie", "maxAge"], any: JSONTextSet(["86400000", "x"])), true)
            expect(document.matches(at: ["n"], any: JSONTextSet(["null"])), false)
            expect(document.matches(at: ["cookie"], any: JSONTextSet(["x", "y"])), false)
            return true
        }
        #expect(checked == true)
    }

    @Test(
        "what cannot be parsed is nil and the reader goes on",
        arguments: [
            "", " ", "{", "nope", "{\"a\":1}}", "[1,2", "\"\u{1}\"",
        ])
    func broken(text: String) {
        var reader = JSONFieldReader()
        for _ in 0..<2 {
            let bytes = Array(text.utf8)
            let result: Bool? = bytes.withUnsafeBytes { reader.withDocument($0) { _ in true } }
            #expect(result == nil)
            let good: Int64? = Array("{\"a\":5}".utf8).withUnsafeBytes { bytes in
                reader.withDocument(bytes) { $0.integer(at: ["a"]) } ?? nil
            }
            #expect(good == 5)
        }
    }

    @Test("documents of all lengths through one reader, and none beyond its limit")
    func lengths() {
        var reader = JSONFieldReader(maximumBytes: 4 << 20)
        for length in [1, 60, 5000, 70_000, 3 << 20, 10, 1 << 20, 3, 4 << 20] {
            let text = Array("{\"a\":\"\(String(repeating: "x", count: length))\"}".utf8)
            let found: Int? = text.withUnsafeBytes { bytes in
                reader.withDocument(bytes) { $0.string(at: ["a"])?.utf8.count ?? -1 }
            }
            #expect(found == (text.count <= 4 << 20 ? length : nil))
        }
    }

    @Test("an error of the body's passes through, and the reader goes on")
    func bodyThrows() throws {
        struct Stop: Error {}
        var reader = JSONFieldReader()
        let bytes = Array("[1]".utf8)
        #expect(throws: Stop.self) {
            try bytes.withUnsafeBytes { bytes in
                _ = try reader.withDocument(bytes) { (_) throws(Stop) -> Bool in throw Stop() }
            }
        }
        let again: Bool? = bytes.withUnsafeBytes { bytes in reader.withDocument(bytes) { $0.isArray(at: []) } }
        #expect(again == true)
    }
}
