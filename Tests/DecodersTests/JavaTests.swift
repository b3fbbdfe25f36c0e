import Basics
import Testing

@testable import Decoders

@Suite struct JavaTests {
    @Test(
        "values are written as ObjectOutputStream writes them",
        arguments: [
            ("text", JavaSerialisation.encode("h\u{E9}llo")),
            ("text with a zero and a pair", JavaSerialisation.encode("a\0\u{1F600}")),
            ("integer", JavaSerialisation.encode(1800 as Int32)),
            ("negative integer", JavaSerialisation.encode(-1 as Int32)),
            ("long", JavaSerialisation.encode(1_795_266_309_000 as Int64)),
        ] as [(String, [UInt8])])
    func encoder(row: String, bytes: [UInt8]) {
        #expect(bytes == Fixture.java(row)?.bytes)
    }

    @Test("a text beyond 65,535 bytes is written as a long one")
    func longText() throws {
        let text = String(repeating: "x", count: 65_536)
        let bytes = JavaSerialisation.encode(text)
        #expect(bytes.prefix(13) == [0xAC, 0xED, 0, 5, 0x7C, 0, 0, 0, 0, 0, 1, 0, 0])
        #expect(try JavaDecoder().decode(bytes) == .text(text))
    }

    @Test(
        "the principal is whom Authentication.getName() names",
        arguments: [
            ("Spring, text principal", "ann"), ("Spring, user details", "ann"), ("Spring, OAuth 2", "ann"),
            ("Spring, nobody", nil),
        ] as [(String, String?)])
    func principal(row: String, name: String?) throws {
        let value = try JavaDecoder().decode(try #require(Fixture.java(row)).bytes)
        #expect(try JavaSerialisation.principal(in: value) == name)
    }

    @Test("a principal of a class that does not say its name is unknown, and not nobody")
    func unknownPrincipal() throws {
        let value = try JavaDecoder().decode(try #require(Fixture.java("Spring, principal of another class")).bytes)
        #expect(throws: DecodingFailure.unsupported) { try JavaSerialisation.principal(in: value) }
        #expect(throws: DecodingFailure.unsupported) { try JavaSerialisation.principal(in: .opaque("cycle")) }
    }

    @Test(
        "what is not a stream of one value",
        arguments: [
            ("", .truncated), ("aced", .truncated), ("aced0004", .unsupported), ("aced000570", nil),
            ("aced00057070", .trailingBytes),
            ("aced000571007e0000", .malformed), ("aced00057100000000", .malformed), ("aced00057b70", .unsupported),
            ("aced0005740005", .truncated), ("aced00057cffffffffffffffff", .truncated), ("aced000573", .truncated),
            // An array of 2³¹ - 1 numbers, and a class that is its own superclass.
            ("aced0005757200025b494dba602676eab2a50200007870" + "7fffffff", .truncated),
            ("aced0005737200014100000000000000000200007871007e0000", .malformed),
        ] as [(String, DecodingFailure?)])
    func hostile(hexadecimal: String, failure: DecodingFailure?) throws {
        let bytes = try #require(Hexadecimal.decode(hexadecimal))
        if let failure {
            #expect(throws: failure) { try JavaDecoder().decode(bytes) }
        } else {
            _ = try JavaDecoder().decode(bytes)
        }
    }
}

extension Fixture {
    fileprivate static func java(_ row: String) -> Fixture? { all.first { $0.name == "java: " + row } }
}
