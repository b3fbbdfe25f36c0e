/// The lines in chunks of a file, one after the other; a line that is longer than any that was exported is cut, so that
/// memory stays bounded whatever comes.
struct ExportLines {
    private var rest: [UInt8] = []
    private let limit: Int

    /// - Parameter limit: how long a line may be.
    init(limit: Int = JournalExportLine.limit) { self.limit = limit }

    /// Takes a chunk and hands out the lines that end in it, without their line breaks.
    mutating func add(_ chunk: [UInt8], _ take: (ArraySlice<UInt8>) -> Void) {
        var from = chunk.startIndex
        while let end = chunk[from...].firstIndex(of: UInt8(ascii: "\n")) {
            if rest.isEmpty {
                take(chunk[from..<end])
            } else {
                keep(chunk[from..<end])
                take(rest[...])
                rest.removeAll(keepingCapacity: true)
            }
            from = end + 1
        }
        keep(chunk[from...])
    }

    /// What stands behind the last line break; nil where nothing does.
    var last: ArraySlice<UInt8>? { rest.isEmpty ? nil : rest[...] }

    private mutating func keep(_ piece: ArraySlice<UInt8>) {
        // One byte more than is allowed is enough for the line not to be taken for one.
        rest += piece.prefix(limit + 1 - min(rest.count, limit + 1))
    }
}
