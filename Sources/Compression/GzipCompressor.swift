internal import CZlib

/// Compresses a stream of any length to gzip (RFC 1952), piece by piece, in about 300 KB. The same bytes always become
/// the same bytes: no name and no time go into the header.
@safe public struct GzipCompressor: ~Copyable {
    // zlib points back at its state, which therefore stays at one place.
    private let stream: UnsafeMutablePointer<z_stream>
    private static let room = 1 << 16

    /// A compressor at the beginning of a stream.
    public init() throws(CompressionError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe firebreak_deflate_init(stream) == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
        unsafe self.stream = unsafe stream
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Takes the next bytes and hands on what they become, which may be nothing yet.
    public mutating func compress(_ bytes: UnsafeRawBufferPointer, _ take: ([UInt8]) throws -> Void) throws {
        try unsafe run(bytes, Z_NO_FLUSH, take)
    }

    /// Takes the next bytes.
    public mutating func compress(_ bytes: [UInt8], _ take: ([UInt8]) throws -> Void) throws {
        try unsafe bytes.withUnsafeBytes { try unsafe compress($0, take) }
    }

    /// Ends the stream and hands on the rest of it.
    public consuming func finish(_ take: ([UInt8]) throws -> Void) throws {
        try unsafe run(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH, take)
    }

    private mutating func run(
        _ bytes: UnsafeRawBufferPointer, _ flush: Int32, _ take: ([UInt8]) throws -> Void
    ) throws {
        var input = unsafe bytes
        repeat {
            let given = min(input.count, Int(UInt32.max))
            // zlib reads the input only; its type is not const.
            unsafe stream.pointee.next_in = unsafe UnsafeMutableRawPointer(mutating: input.baseAddress)?
                .assumingMemoryBound(to: UInt8.self)
            unsafe stream.pointee.avail_in = UInt32(given)
            var status = Z_OK
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.room) { buffer, count in
                unsafe stream.pointee.next_out = buffer.baseAddress
                unsafe stream.pointee.avail_out = UInt32(Self.room)
                status = unsafe deflate(stream, flush)
                count = Self.room - Int(unsafe stream.pointee.avail_out)
            }
            // Z_BUF_ERROR says that there was nothing to do (zlib.h, deflate).
            guard [Z_OK, Z_STREAM_END, Z_BUF_ERROR].contains(status) else { throw CompressionError.corrupt }
            let taken = given - Int(unsafe stream.pointee.avail_in)
            unsafe input = unsafe UnsafeRawBufferPointer(rebasing: input[taken...])
            if !piece.isEmpty { try take(piece) }
            let isUsedUp = unsafe input.isEmpty
            if status == Z_STREAM_END || (piece.count < Self.room && flush == Z_NO_FLUSH && isUsedUp) { return }
        } while true
    }
}
