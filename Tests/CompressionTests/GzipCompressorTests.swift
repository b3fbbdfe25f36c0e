import Compression
import Testing

@Suite struct GzipCompressorTests {
    @Test("what is compressed comes back, whatever the pieces", arguments: [1, 1000, 65_536, 5_000_000])
    func thereAndBack(size: Int) throws {
        let pieces: [[UInt8]] = [
            [], Array("hello ".utf8), (0..<size).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) },
            [UInt8](repeating: 0, count: size),
        ]
        let first = try gzip(pieces)
        #expect(try Decompression.decompress(first, as: .gzip, maximumBytes: 1 << 26) == pieces.flatMap(\.self))
        #expect(try gzip(pieces) == first)
    }

    @Test("the header has neither a name nor a time")
    func header() throws {
        let bytes = try gzip([Array("x".utf8)])
        #expect(Array(bytes[..<8]) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        #expect(try Decompression.decompress(try gzip([]), as: .gzip, maximumBytes: 10) == [])
    }

    private func gzip(_ pieces: [[UInt8]]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var compressor = try GzipCompressor()
        for piece in pieces { try compressor.compress(piece) { bytes += $0 } }
        try compressor.finish { bytes += $0 }
        return bytes
    }
}
