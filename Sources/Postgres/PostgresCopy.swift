internal import CPostgres

/// Rows for `COPY … FROM STDIN (FORMAT binary)` (PostgreSQL documentation, COPY, "Binary Format"), sent in pieces while they
/// are made.
public struct PostgresCopyRows: ~Copyable {
    /// As much goes to the server at once.
    private static let piece = 256 * 1024
    fileprivate var bytes: [UInt8] = Array("PGCOPY\n\u{FF}\r\n\0".unicodeScalars.map { UInt8($0.value) })
    fileprivate var isFull: Bool { bytes.count >= Self.piece }

    fileprivate init() { bytes += [UInt8](repeating: 0, count: 8) }

    /// Begins a row with so many fields.
    public mutating func beginRow(fields: Int) { PostgresBinary.append(Int16(clamping: fields), to: &bytes) }
    /// A field without a value.
    public mutating func appendNull() { PostgresBinary.append(Int32(-1), to: &bytes) }
    /// A field of the type `BIGINT`.
    public mutating func append(_ number: Int64) {
        PostgresBinary.append(Int32(8), to: &bytes)
        PostgresBinary.append(number, to: &bytes)
    }
    /// A field of the type `BYTEA`.
    public mutating func append(_ value: ArraySlice<UInt8>) {
        PostgresBinary.append(Int32(clamping: value.count), to: &bytes)
        bytes += value
    }
    /// A field of the type `TEXT`; it must have no NUL.
    public mutating func append(_ text: String) {
        PostgresBinary.append(Int32(clamping: text.utf8.count), to: &bytes)
        bytes += text.utf8
    }

    fileprivate mutating func end() { PostgresBinary.append(Int16(-1), to: &bytes) }
    fileprivate mutating func empty() { bytes.removeAll(keepingCapacity: true) }
}

extension PostgresConnection {
    /// Sends rows to a table as fast as the server takes them, in the order of `columns`; gives how many there were.
    ///
    /// - Parameter write: writes the row of a number; it is not called again where the server has refused.
    @discardableResult
    public mutating func copy(
        into table: String, columns: [String], rows: Int, _ write: (Int, inout PostgresCopyRows) -> Void
    ) throws(PostgresError) -> Int {
        let statement = "COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN (FORMAT binary)"
        let connection = unsafe pointer
        var deadline = try start { () -> Int32 in unsafe PQsendQuery(connection, statement) }
        guard let answer = try next(until: deadline) else { throw lost(.closed(place: endpoint.place)) }
        guard answer.status == PGRES_COPY_IN else {
            let refused = unsafe PostgresAnswer.read(answer.pointer)
            _ = try finish(until: deadline, after: refused)
            throw lost(.closed(place: endpoint.place))
        }
        var data = PostgresCopyRows()
        for row in 0..<rows {
            write(row, &data)
            guard data.isFull else { continue }
            deadline = .now + endpoint.statementTimeout + endpoint.timeout
            try put(data.bytes, until: deadline)
            data.empty()
        }
        data.end()
        try put(data.bytes, until: deadline)
        while true {
            let sent = unsafe PQputCopyEnd(pointer, nil)
            guard sent >= 0 else { throw lost(.closed(place: endpoint.place)) }
            if sent == 1 { break }
            try flush(until: deadline)
        }
        try flush(until: deadline)
        return try finish(until: deadline).affectedRows
    }

    /// Takes the rest of an answer of which the first part was read.
    private mutating func finish(
        until deadline: ContinuousClock.Instant, after first: Result<PostgresResult, PostgresError>
    ) throws(PostgresError) -> PostgresResult {
        while try next(until: deadline) != nil {}
        guard isOpen else { throw lost(.closed(place: endpoint.place)) }
        return try first.get()
    }

    private mutating func put(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) throws(PostgresError) {
        while true {
            let connection = unsafe pointer
            let sent = unsafe bytes.withUnsafeBytes { bytes in
                let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                return unsafe PQputCopyData(connection, start, Int32(bytes.count))
            }
            guard sent >= 0 else { throw lost(.closed(place: endpoint.place)) }
            // What is sent is kept small: a server that reads slowly makes this wait.
            try flush(until: deadline)
            if sent == 1 { return }
        }
    }
}
