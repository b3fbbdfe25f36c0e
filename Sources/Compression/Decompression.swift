/// Compressed bytes that are in memory as a whole.
public enum Decompression {
    private static let firstRoom = 4096

    /// Decompresses all of the bytes. Room is set aside as it is needed and never for more than `maximumBytes`, whatever
    /// the bytes claim.
    public static func decompress(
        _ bytes: UnsafeRawBufferPointer, as format: CompressionFormat, maximumBytes: Int
    ) throws(CompressionError) -> [UInt8] {
        var decompressor = try Decompressor(format)
        var input = unsafe bytes
        var output: [UInt8] = []
        var room = min(max(bytes.count * 4, firstRoom), maximumBytes + 1)
        repeat {
            let piece = unsafe try appendPiece(of: room, to: &output, &decompressor, &input)
            guard output.count <= maximumBytes else { throw .tooLarge }
            guard unsafe piece == room || !input.isEmpty && piece > 0 else { break }
            room = min(room * 2, maximumBytes + 1 - output.count)
        } while room > 0
        guard unsafe input.isEmpty else { throw .trailingBytes }
        guard decompressor.isComplete else { throw .truncated }
        return output
    }

    /// Decompresses an array of bytes.
    public static func decompress(
        _ bytes: [UInt8], as format: CompressionFormat, maximumBytes: Int
    ) throws(CompressionError) -> [UInt8] {
        let result = unsafe bytes.withUnsafeBytes { bytes -> Result<[UInt8], CompressionError> in
            do throws(CompressionError) {
                return unsafe .success(try decompress(bytes, as: format, maximumBytes: maximumBytes))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Adds up to `room` bytes, and returns how many.
    private static func appendPiece(
        of room: Int, to output: inout [UInt8], _ decompressor: inout Decompressor,
        _ input: inout UnsafeRawBufferPointer
    ) throws(CompressionError) -> Int {
        var failure: CompressionError?
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            do throws(CompressionError) {
                unsafe count = try decompressor.decompress(&input, into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        if output.isEmpty { output = piece } else { output += piece }
        return piece.count
    }
}
