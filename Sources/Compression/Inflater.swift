internal import CZlib

/// zlib's decompressor. Its state stays at one place: zlib points back at it.
@safe struct Inflater: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>
    private let isGzip: Bool
    /// Whether the bytes so far end a stream, or nothing has begun.
    private(set) var isComplete = false
    /// Whether a stream has ended and no byte of a further one was seen.
    private var isBetween = false

    init(isGzip: Bool) throws(CompressionError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe firebreak_inflate_init(stream, isGzip ? 15 + 16 : 15) == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
        unsafe self.stream = unsafe stream
        self.isGzip = isGzip
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    mutating func decompress(
        _ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(CompressionError) -> Int {
        var written = 0
        while written < output.count, unsafe try beginNext(&input) {
            let given = min(input.count, Int(UInt32.max))
            let room = min(output.count - written, Int(UInt32.max))
            // zlib reads the input only; its type is not const.
            unsafe stream.pointee.next_in = unsafe UnsafeMutableRawPointer(mutating: input.baseAddress)?
                .assumingMemoryBound(to: UInt8.self)
            unsafe stream.pointee.avail_in = UInt32(given)
            unsafe stream.pointee.next_out = unsafe (output.baseAddress.map { unsafe $0 + written })?
                .assumingMemoryBound(to: UInt8.self)
            unsafe stream.pointee.avail_out = UInt32(room)
            let status = unsafe inflate(stream, Z_NO_FLUSH)
            let taken = given - Int(unsafe stream.pointee.avail_in)
            let made = room - Int(unsafe stream.pointee.avail_out)
            unsafe input = unsafe UnsafeRawBufferPointer(rebasing: input[taken...])
            written += made
            switch status {
            case Z_OK, Z_BUF_ERROR: isComplete = false
            case Z_STREAM_END:
                isComplete = true
                isBetween = true
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .corrupt
            }
            if taken == 0, made == 0, status != Z_STREAM_END { break }
        }
        return written
    }

    /// Begins a further gzip member where one follows. False where there is nothing to do.
    private mutating func beginNext(_ input: inout UnsafeRawBufferPointer) throws(CompressionError) -> Bool {
        guard isBetween else { return true }
        // Zeros pad archives on tapes; gzip passes over them too.
        while isGzip, unsafe input.first == 0 {
            unsafe input = unsafe UnsafeRawBufferPointer(rebasing: input.dropFirst())
        }
        guard unsafe !input.isEmpty else { return false }
        guard isGzip else { throw .trailingBytes }
        guard unsafe inflateReset(stream) == Z_OK else { throw .corrupt }
        isBetween = false
        isComplete = false
        return true
    }
}
