import Testing

@testable import Compression

@Suite struct DecompressionTests {
    @Test("what other libraries compressed", arguments: StreamFile.all.streams)
    func streams(row: StreamFile.Row) throws {
        #expect(row.bytes.withUnsafeBytes { CompressionFormat.detected(in: $0) } == row.format)
        let text = try Decompression.decompress(row.bytes, as: row.format, maximumBytes: StreamFile.text.count)
        #expect(text == StreamFile.text)
    }

    @Test("nothing, compressed", arguments: StreamFile.all.empty)
    func empty(row: StreamFile.Row) throws {
        #expect(try Decompression.decompress(row.bytes, as: row.format, maximumBytes: 0) == [])
    }

    @Test("a byte too many", arguments: StreamFile.all.streams)
    func tooLarge(row: StreamFile.Row) {
        #expect(throws: CompressionError.tooLarge) {
            try Decompression.decompress(row.bytes, as: row.format, maximumBytes: StreamFile.text.count - 1)
        }
    }

    @Test("bombs", arguments: StreamFile.all.bombs)
    func bombs(row: StreamFile.Row) {
        #expect(throws: CompressionError.tooLarge) {
            try Decompression.decompress(row.bytes, as: row.format, maximumBytes: 1 << 20)
        }
    }

    @Test(
        "cut off at any place",
        arguments: StreamFile.all.streams.filter { !$0.name.contains("two") && !$0.name.contains("padded") })
    func truncated(row: StreamFile.Row) {
        for length in stride(from: 0, to: row.bytes.count, by: 7) {
            #expect(throws: CompressionError.truncated, "\(length) bytes") {
                try Decompression.decompress(Array(row.bytes.prefix(length)), as: row.format, maximumBytes: 1 << 20)
            }
        }
    }

    @Test("what follows is no stream", arguments: StreamFile.all.streams)
    func trailing(row: StreamFile.Row) {
        #expect(throws: CompressionError.self) {
            try Decompression.decompress(row.bytes + [0x41, 0x42], as: row.format, maximumBytes: 1 << 20)
        }
    }

    @Test("damage is noticed", arguments: StreamFile.all.streams.filter { $0.format != .zstd })
    func damaged(row: StreamFile.Row) {
        var bytes = row.bytes
        bytes[bytes.count / 3] ^= 0x10
        #expect(throws: CompressionError.self) {
            try Decompression.decompress(bytes, as: row.format, maximumBytes: 1 << 20)
        }
    }

    @Test("a frame that asks for a window of gigabytes is refused")
    func window() {
        let bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x01, 0x00, 0x00]
        #expect(throws: CompressionError.corrupt) {
            try Decompression.decompress(bytes, as: .zstd, maximumBytes: 1 << 20)
        }
    }

    @Test("piece by piece, whatever their size", arguments: StreamFile.all.streams)
    func pieces(row: StreamFile.Row) throws {
        for (inputSize, outputSize) in [(1, 1), (1, 4096), (4096, 1), (100, 333), (1 << 20, 1 << 20)] {
            var decompressor = try Decompressor(row.format)
            var text: [UInt8] = []
            var room = [UInt8](repeating: 0, count: outputSize)
            for start in stride(from: 0, to: row.bytes.count, by: inputSize) {
                try row.bytes[start..<min(row.bytes.count, start + inputSize)].withUnsafeBytes { piece in
                    var input = piece
                    var count = 0
                    repeat {
                        count = try room.withUnsafeMutableBytes { try decompressor.decompress(&input, into: $0) }
                        text += room.prefix(count)
                    } while !input.isEmpty || count == outputSize
                }
            }
            #expect(text == StreamFile.text, "\(inputSize) in, \(outputSize) out")
            let isComplete = decompressor.isComplete
            #expect(isComplete)
        }
    }

    @Test("a decompressor that failed has nothing more to say")
    func afterFailure() throws {
        var decompressor = try Decompressor(.zlib)
        for _ in 0..<2 {
            let failed = [0xFF, 0xFF].withUnsafeBytes { bytes in
                var input = bytes
                var room = [UInt8](repeating: 0, count: 10)
                return room.withUnsafeMutableBytes { (try? decompressor.decompress(&input, into: $0)) == nil }
            }
            #expect(failed)
        }
    }
}
