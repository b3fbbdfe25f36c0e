/// What is done with records as they are read: every thread has its own.
public protocol RecordConsumer: SendableMetatype {
    /// Takes a record that is wanted and has an instant.
    mutating func take(_ record: borrowing RecordBuffer, of source: OpenedSource) throws
    /// Takes a row that is wanted as far as can be told, but has no instant.
    mutating func takeUndated(_ record: borrowing RecordBuffer, of source: OpenedSource) throws
    /// Ends: no record comes after it.
    mutating func finish() throws
}

extension RecordConsumer {
    public mutating func takeUndated(_ record: borrowing RecordBuffer, of source: OpenedSource) throws {}
    public mutating func finish() throws {}
}
