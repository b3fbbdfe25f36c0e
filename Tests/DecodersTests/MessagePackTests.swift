import Testing

@testable import Decoders

@Suite struct MessagePackTests {
    @Test(
        "the shortest and the longest form of everything",
        arguments: [
            ([0x7F], .integer(127)), ([0xE0], .integer(-32)), ([0xC0], .null), ([0xC2], .boolean(false)),
            ([0xC3], .boolean(true)), ([0xCC, 0xFF], .integer(255)), ([0xCD, 1, 0], .integer(256)),
            ([0xCE, 0xFF, 0xFF, 0xFF, 0xFF], .integer(0xFFFF_FFFF)),
            ([0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .unsigned(.max)),
            ([0xD0, 0x80], .integer(-128)), ([0xD1, 0x80, 0], .integer(-32768)),
            ([0xD2, 0x80, 0, 0, 0], .integer(Int64(Int32.min))), ([0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0], .integer(.min)),
            ([0xCA, 0x3F, 0xC0, 0, 0], .number(1.5)), ([0xCB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0], .number(1.5)),
            ([0xA1, 0x61], .text("a")), ([0xD9, 1, 0x61], .text("a")), ([0xDA, 0, 1, 0x61], .text("a")),
            ([0xDB, 0, 0, 0, 1, 0x61], .text("a")), ([0xC4, 1, 0xFF], .text([0xFF])),
            ([0x91, 1], .list([.integer(1)])), ([0xDC, 0, 1, 1], .list([.integer(1)])),
            ([0xDD, 0, 0, 0, 1, 1], .list([.integer(1)])),
            ([0x81, 0xA1, 0x61, 1], .map(DecodedMap(["a": .integer(1)]))),
            ([0xDE, 0, 1, 0xA1, 0x61, 1], .map(DecodedMap(["a": .integer(1)]))),
            ([0xD4, 5, 9], .object(className: "extension 5", members: DecodedMap(["": .text([9])]))),
            ([0xC7, 2, 5, 9, 9], .object(className: "extension 5", members: DecodedMap(["": .text([9, 9])]))),
            ([0xD6, 0xFF, 0, 0, 0, 7], timestamp(7, 0)),
            ([0xD7, 0xFF, 0, 0, 0, 0b100, 0, 0, 0, 7], timestamp(7, 1)),
            ([0xC7, 12, 0xFF, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], timestamp(-1, 1)),
        ] as [([UInt8], DecodedValue)])
    func forms(bytes: [UInt8], value: DecodedValue) throws {
        #expect(try MessagePackDecoder().decode(bytes) == value)
    }

    @Test(
        "what is not MessagePack",
        arguments: [
            ([], .truncated), ([0xC1], .malformed), ([0xA2, 0x61], .truncated), ([1, 1], .trailingBytes),
            ([0xDD, 0xFF, 0xFF, 0xFF, 0xFF], .truncated), ([0xDF, 0xFF, 0xFF, 0xFF, 0xFF, 1], .truncated),
            ([0xDB, 0xFF, 0xFF, 0xFF, 0xFF, 1], .truncated), ([0xD4, 0xFF, 9], .malformed),
            (Array(repeating: 0x91, count: 65), .tooDeep),
        ] as [([UInt8], DecodingFailure)])
    func hostile(bytes: [UInt8], failure: DecodingFailure) {
        #expect(throws: failure) { try MessagePackDecoder().decode(bytes) }
    }

    @Test("limits hold")
    func limits() throws {
        let hundred: [UInt8] = [0xDC, 0, 100] + Array(repeating: 0, count: 100)
        #expect(
            try MessagePackDecoder().decode(hundred, limits: DecodingLimits(maximumElements: 101)).items?.count == 100)
        #expect(throws: DecodingFailure.tooManyElements) {
            try MessagePackDecoder().decode(hundred, limits: DecodingLimits(maximumElements: 100))
        }
        #expect(throws: DecodingFailure.tooLarge) {
            try MessagePackDecoder().decode(hundred, limits: DecodingLimits(maximumBytes: 102))
        }
        let nested: [UInt8] = Array(repeating: 0x91, count: 64) + [0]
        _ = try MessagePackDecoder().decode(nested)
    }

    private static func timestamp(_ seconds: Int64, _ nanoseconds: Int64) -> DecodedValue {
        .object(
            className: "timestamp",
            members: DecodedMap(["seconds": .integer(seconds), "nanoseconds": .integer(nanoseconds)]))
    }
}
