/// A block of LZ4 (lz4/lz4, doc/lz4_Block_format.md).
enum LZ4Block {
    static func decompress(
        _ bytes: UnsafeRawBufferPointer, into output: inout BackReferences
    ) throws(DecodingFailure) {
        var cursor = ByteCursor(bytes)
        while true {
            let token = try cursor.byte()
            try output.append(cursor.bytes(length(Int(token >> 4), &cursor)))
            // The last sequence has literals only.
            if cursor.isAtEnd { return }
            let distance = Int(try cursor.littleEndian(UInt16.self))
            try output.copy(length(Int(token & 0x0F), &cursor) + 4, from: distance)
        }
    }

    /// A length of 15 goes on in the bytes that follow, up to the first that is not 255.
    private static func length(_ start: Int, _ cursor: inout ByteCursor) throws(DecodingFailure) -> Int {
        guard start == 15 else { return start }
        var length = start
        while true {
            let more = try cursor.byte()
            length += Int(more)
            if more != 255 { return length }
        }
    }
}

/// A frame of LZ4 (lz4/lz4, doc/lz4_Frame_format.md). Its checksums are not checked: whatever decodes the content does.
enum LZ4Frame {
    private static let magic: [UInt8] = [0x04, 0x22, 0x4D, 0x18]

    static func isFrame(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.starts(with: magic) }

    static func decompress(_ bytes: UnsafeRawBufferPointer, maximumBytes: Int) throws(DecodingFailure) -> [UInt8] {
        guard isFrame(bytes) else { throw .malformed }
        var cursor = ByteCursor(bytes)
        _ = try cursor.bytes(magic.count)
        let flags = try cursor.byte()
        guard flags >> 6 == 1 else { throw .unsupported }
        _ = try cursor.byte()
        if flags & 0x08 != 0 { _ = try cursor.bytes(8) }  // the content's size
        guard flags & 0x01 == 0 else { throw .unsupported }  // a dictionary
        _ = try cursor.byte()
        var output = BackReferences(maximumBytes: maximumBytes)
        while true {
            let size = try cursor.littleEndian(UInt32.self)
            if size == 0 { break }
            let block = try cursor.bytes(Int(size & 0x7FFF_FFFF))
            if size >> 31 == 1 { try output.append(block) } else { try LZ4Block.decompress(block, into: &output) }
            if flags & 0x10 != 0 { _ = try cursor.bytes(4) }
        }
        if flags & 0x04 != 0 { _ = try cursor.bytes(4) }
        guard cursor.isAtEnd else { throw .trailingBytes }
        return output.bytes
    }
}

/// What phpredis makes of LZ4 (phpredis/phpredis, library.c, redis_compress): a CRC-8 of the length, the length as a
/// little-endian 32-bit number, and a block.
enum PHPRedisLZ4 {
    /// Nil where the bytes are not that: phpredis then takes them as they are.
    static func decompress(_ bytes: UnsafeRawBufferPointer, maximumBytes: Int) throws(DecodingFailure) -> [UInt8]? {
        guard bytes.count > 5, checksum(bytes[1..<5]) == bytes[0] else { return nil }
        var cursor = ByteCursor(bytes)
        _ = try cursor.byte()
        let length = Int(try cursor.littleEndian(UInt32.self))
        guard length <= maximumBytes else { throw .tooLarge }
        var output = BackReferences(maximumBytes: length)
        do throws(DecodingFailure) {
            try LZ4Block.decompress(cursor.rest(), into: &output)
        } catch {
            return nil
        }
        return output.bytes.count == length ? output.bytes : nil
    }

    /// CRC-8 as phpredis has it: of the polynomial 0x31, beginning with 0xFF.
    private static func checksum(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt8 {
        bytes.reduce(0xFF) { sum, byte in
            (0..<8).reduce(sum ^ byte) { value, _ in value & 0x80 == 0 ? value << 1 : value << 1 ^ 0x31 }
        }
    }
}
