import Basics
import Testing

@testable import Decoders

@Suite struct EnvelopeTests {
    private static let limits = DecodingLimits(maximumBytes: 10_000)

    @Test(
        "what is in no envelope is left as it is",
        arguments: [[], [0x80, 4, 0x4E], Array("{}".utf8), [4, 8, 0x30]] as [[UInt8]])
    func plain(bytes: [UInt8]) throws {
        #expect(try Envelope.automatic.open(bytes, Self.limits) == bytes)
    }

    @Test("phpredis keeps as it is what does not become shorter", arguments: [Envelope.lzf, .lz4PHP])
    func notCompressed(envelope: Envelope) throws {
        let bytes = Array("a:1:{s:7:\"user_id\";i:42;}".utf8)
        #expect(try envelope.open(bytes, Self.limits) == bytes)
    }

    @Test(
        "a small value that becomes a large one is refused",
        arguments: [
            // A literal, then copies of it: 255 bytes for each byte of length.
            (.lz4, [4, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82] + [0x8C, 0, 0, 0] + bomb + [0, 0, 0, 0]),
            (.lz4PHP, [0x1C, 0xFF, 0xFF, 0xFF, 0x7F] + bomb),
            (.lzf, [0, 0x61] + (0..<100).flatMap { _ in [0xE0, 0xFF, 0] as [UInt8] }),
        ] as [(Envelope, [UInt8])])
    func bombs(envelope: Envelope, bytes: [UInt8]) throws {
        #expect(throws: DecodingFailure.tooLarge) { try envelope.open(bytes, Self.limits) }
    }

    /// A block of LZ4 with one long match in it, of 140 bytes.
    private static let bomb: [UInt8] = [0x1F, 0x61, 1, 0] + Array(repeating: 0xFF, count: 134) + [0, 0]

    @Test(
        "damage",
        arguments: [
            (.gzip, "1f8b0800", .truncated), (.zlib, "789cffff", .malformed), (.zstd, "28b52ffd00", .truncated),
            (.lz4, "04224d18", .truncated), (.lz4, "04224d1860408205000000", .truncated), (.lz4, "78", .malformed),
            // A copy from before the beginning.
            (.lz4, "04224d186040820400000010610500" + "00000000", .malformed), (.base64, "2a2a", .malformed),
        ] as [(Envelope, String, DecodingFailure)])
    func damaged(envelope: Envelope, hexadecimal: String, failure: DecodingFailure) throws {
        let bytes = try #require(Hexadecimal.decode(hexadecimal))
        #expect(throws: failure) { try envelope.open(bytes, Self.limits) }
    }

    @Test("a decoder within an envelope")
    func within() throws {
        let decoder = Decoding.json.decoder.within(.base64)
        #expect(decoder.name == "json in base64")
        #expect(try decoder.decode(Array("eyJ1c2VyIjoidTEifQ==".utf8)).value(at: ["user"])?.scalarText == "u1")
    }
}
