internal import CZstd

/// Zstandard's decompressor.
@safe struct ZstdReader: ~Copyable {
    /// The largest window that is set aside, as a power of two: what `zstd -d` takes at most by default is 27; RFC 8878
    /// §3.1.1.1.2 asks for at least 8 MiB.
    private static let largestWindow: Int32 = 23

    private let stream: OpaquePointer
    private(set) var isComplete = false

    init() throws(CompressionError) {
        guard let stream = unsafe ZSTD_createDStream() else { throw .outOfMemory }
        unsafe ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Self.largestWindow)
        unsafe self.stream = stream
    }

    deinit { unsafe ZSTD_freeDStream(stream) }

    mutating func decompress(
        _ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(CompressionError) -> Int {
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var wasStuck = false
        while unsafe target.pos < target.size {
            let (before, had) = unsafe (source.pos, target.pos)
            let status = unsafe ZSTD_decompressStream(stream, &target, &source)
            if ZSTD_isError(status) != 0 { throw .corrupt }
            // 0 says that a frame ended; else it is a hint of what comes.
            if unsafe source.pos != before || target.pos != had { isComplete = status == 0 } else { wasStuck = true }
            if unsafe wasStuck || source.pos == source.size && (status == 0 || target.pos < target.size) { break }
        }
        unsafe input = unsafe UnsafeRawBufferPointer(rebasing: input[source.pos...])
        return unsafe target.pos
    }
}
