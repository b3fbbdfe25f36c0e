import Testing

@testable import Compression

@Suite struct CompressionFormatTests {
    @Test(
        "the format is told by how the bytes begin",
        arguments: [
            ([0x1F, 0x8B, 8], .gzip), ([0x28, 0xB5, 0x2F, 0xFD], .zstd), ([0x78, 0x9C], .zlib), ([0x78, 0x01], .zlib),
            ([0x78, 0x9D], nil), (Array("80".utf8), nil), ([0x28, 0xB5], nil), ([], nil), (Array("{}".utf8), nil),
            ([0x80, 0x04], nil),
        ] as [([UInt8], CompressionFormat?)])
    func detected(bytes: [UInt8], format: CompressionFormat?) {
        let detected = bytes.withUnsafeBytes { CompressionFormat.detected(in: $0) }
        #expect(detected == format)
    }
}
