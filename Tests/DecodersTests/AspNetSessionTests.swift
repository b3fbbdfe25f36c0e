import Testing

@testable import Decoders

/// The frame put together by hand after dotnet/aspnetcore, src/Middleware/Session/src/DistributedSession.cs, Serialize.
@Suite struct AspNetSessionTests {
    @Test("texts, numbers and empty values by their keys")
    func entries() throws {
        let value = try AspNetSessionDecoder().decode(
            Self.frame([
                ("user", Array("u1".utf8)), ("count", [0, 0, 1, 0]), ("below", [0xFF, 0xFF, 0xFF, 0xFE]), ("none", []),
            ]))
        #expect(value.value(at: ["user"])?.scalarText == "u1")
        #expect(value.value(at: ["count"])?.bigEndianInteger == 256)
        #expect(value.value(at: ["below"])?.bigEndianInteger == -2)
        #expect(value.value(at: ["none"]) == .text([]))
        #expect(value.value(at: ["user"])?.bigEndianInteger == nil)
        #expect(value.members?.count == 4)
    }

    @Test("a session without entries")
    func empty() throws {
        #expect(try AspNetSessionDecoder().decode(Self.frame([])) == .map(DecodedMap()))
    }

    @Test(
        "what is not the frame",
        arguments: [
            ([], .truncated), ([1] + frame([]).dropFirst(), .malformed), (frame([]).dropLast(), .truncated),
            (frame([]) + [0], .trailingBytes), (frame([("a", [1])]).dropLast(), .truncated),
        ] as [(ArraySlice<UInt8>, DecodingFailure)])
    func hostile(bytes: ArraySlice<UInt8>, failure: DecodingFailure) {
        #expect(throws: failure) { try AspNetSessionDecoder().decode(Array(bytes)) }
    }

    static func frame(_ entries: [(key: String, value: [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = [2, 0, 0, UInt8(entries.count)] + Array(repeating: 0xAB, count: 16)
        for (key, value) in entries {
            bytes += [0, UInt8(key.utf8.count)] + Array(key.utf8) + [0, 0, 0, UInt8(value.count)] + value
        }
        return bytes
    }
}
