/// Decompresses a stream of any length piece by piece, in bounded memory: about 40 KB for gzip and zlib, up to 8 MiB for
/// Zstandard. Several gzip members or Zstandard frames one after the other are one stream.
public struct Decompressor: ~Copyable {
    // One of the two, until an error: nothing can be read after that.
    private var inflater: Inflater?
    private var zstd: ZstdReader?

    /// A decompressor at the beginning of a stream.
    public init(_ format: CompressionFormat) throws(CompressionError) {
        switch format {
        case .gzip: inflater = try Inflater(isGzip: true)
        case .zlib: inflater = try Inflater(isGzip: false)
        case .zstd: zstd = try ZstdReader()
        }
    }

    /// Decompresses as much of `input` as fits into `output`, takes what it used off the front of `input` and returns how
    /// many bytes it wrote. Call it again while there is input left, or while it filled the output. After an error there
    /// is nothing more to be had.
    public mutating func decompress(
        _ input: inout UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(CompressionError) -> Int {
        if var inflater = inflater.take() {
            let count = unsafe try inflater.decompress(&input, into: output)
            isComplete = inflater.isComplete
            self.inflater = consume inflater
            return count
        }
        if var zstd = zstd.take() {
            let count = unsafe try zstd.decompress(&input, into: output)
            isComplete = zstd.isComplete
            self.zstd = consume zstd
            return count
        }
        throw .corrupt
    }

    /// Whether the input so far ends where a stream may end; at the end of the input, false means that it was cut off.
    public private(set) var isComplete = false
}
