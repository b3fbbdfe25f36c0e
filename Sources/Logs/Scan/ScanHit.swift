/// A record that fulfils rules, in the few bytes that are sorted: which rules, and whom it is about.
struct ScanHit {
    let rules: UInt64
    let user: String
    let address: String
    let route: String
    /// The series of a counter, and its value; empty for a row of a log.
    let series: String
    let value: String

    /// Writes a hit; each text with its length before it.
    static func write(_ rules: UInt64, _ subject: borrowing ScanSubject, into out: inout ByteBuffer) {
        withUnsafeBytes(of: rules) { out.append($0) }
        for text in [subject.user, subject.address, subject.route, subject.series, subject.value] {
            let bytes = text ?? .none
            withUnsafeBytes(of: UInt32(bytes.count)) { out.append($0) }
            out.append(bytes)
        }
    }

    init(_ bytes: Bytes) {
        rules = bytes.loadUnaligned(as: UInt64.self)
        var offset = 8
        func text() -> String {
            let count = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            defer { offset += 4 + count }
            return count == 0 ? "" : bytes.part(offset + 4, offset + 4 + count).text
        }
        user = text()
        address = text()
        route = text()
        series = text()
        value = text()
    }
}

/// Finds the rules that records fulfil.
struct ScanEncoder: RecordEncoder {
    let rules: [ScanRule]

    mutating func encode(_ record: borrowing RecordBuffer, of source: OpenedSource, into out: inout ByteBuffer) {
        let subject = ScanSubject(record, of: source)
        let found = matching(record, subject)
        if found != 0 { ScanHit.write(found, subject, into: &out) }
    }

    /// The rules that a record fulfils, a bit each.
    func matching(_ record: borrowing RecordBuffer, _ subject: borrowing ScanSubject) -> UInt64 {
        var found: UInt64 = 0
        for (index, rule) in rules.enumerated() where rule.holds(for: record, subject) { found |= 1 << UInt64(index) }
        return found
    }
}
