internal import JSON

/// A record that a document holds, as values: documents are small.
struct DocumentRecord {
    var time: TimeReading = .missing(.time)
    var message: String
    var severity: LogSeverity?
    var fields: [(name: String, value: String)] = []
}

/// Gives the records of a document one after the other.
struct DocumentReader: LogReader {
    private let parse: (Bytes) -> [DocumentRecord]?
    private var waiting: ArraySlice<DocumentRecord> = []
    private var held = HeldTexts([[UInt8]]())

    /// - Parameter parse: the records of a whole document; nil where it is none of the kind.
    init(_ parse: @escaping (Bytes) -> [DocumentRecord]?) { self.parse = parse }

    mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
        guard let records = parse(row) else { return .foreign }
        waiting = records[...]
        return next(&record) ? .record : .nothing
    }

    mutating func next(_ record: inout RecordBuffer) -> Bool {
        guard let found = waiting.popFirst() else { return false }
        // The row of a record is what can be told of it alone, not the whole document.
        let text = found.fields.reduce(into: found.message) { $0 += " \($1.name)=\($1.value)" }
        held = HeldTexts([text, found.message] + found.fields.flatMap { [$0.name, $0.value] })
        record.begin(held[0], line: record.line)
        record.message = held[1]
        for index in found.fields.indices { record.add(held[2 + index * 2], held[3 + index * 2]) }
        record.severity = found.severity
        record.set(found.time)
        return true
    }
}

/// Texts whose bytes stay where they are as long as this lives.
final class HeldTexts {
    private let memory: UnsafeMutableRawBufferPointer
    private var ranges: [Range<Int>] = []

    init(_ texts: [[UInt8]]) {
        memory = .allocate(byteCount: max(1, texts.reduce(0) { $0 + $1.count }), alignment: 1)
        var offset = 0
        for text in texts {
            memory[offset..<offset + text.count].copyBytes(from: text)
            ranges.append(offset..<offset + text.count)
            offset += text.count
        }
    }

    convenience init(_ texts: [String]) { self.init(texts.map { Array($0.utf8) }) }

    deinit { memory.deallocate() }

    subscript(index: Int) -> Bytes { Bytes(memory).part(ranges[index].lowerBound, ranges[index].upperBound) }
}

extension JSONValue {
    /// A scalar as text, anything else as JSON.
    var plainText: String {
        switch self {
        case .string(let text): text
        default: compact
        }
    }

    /// The document that bytes are; nil where they are none.
    static func document(_ bytes: Bytes) -> JSONValue? {
        guard let first = bytes.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        else { return nil }
        return try? JSONValue(parsing: Array(bytes), maximumBytes: ChunkReader.longestDocument)
    }
}
