/// Writes a record in the form in which it goes out. Every thread has its own.
public protocol RecordEncoder {
    /// Adds a record that has an instant.
    mutating func encode(_ record: borrowing RecordBuffer, of source: OpenedSource, into out: inout ByteBuffer)
}
