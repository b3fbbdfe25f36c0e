/// A piece of a source that ends where a row does.
struct Chunk: ~Copyable {
    /// What simdjson may read behind a row.
    static let padding = 64

    var bytes = ByteBuffer(capacity: 1 << 20)
    /// The source; nil before the first chunk.
    var source: OpenedSource?
    /// The line at which it begins, from 1.
    var line: Int64 = 1
    /// Whether its last row was cut, because it is longer than any that is taken.
    var isCut = false
}
