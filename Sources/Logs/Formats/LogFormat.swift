/// A form in which programs write down what happens. Everything that reads logs knows formats only by this: a new one is
/// a type, a line in `LogFormats`, and rows for the conformance suite.
public protocol LogFormat: Sendable {
    /// As `--format` names it.
    var name: String { get }
    /// What writes it, in a few words.
    var summary: String { get }
    /// How its rows are told apart.
    var framing: Framing { get }
    /// Whether a source that is longer than was looked at, and is one document, seems to be of the format.
    func seemsToBegin(_ beginning: Bytes) -> Bool
    /// The format for a source that begins so: one that has to know its heading reads it here.
    func prepared(for beginning: Bytes) -> any LogFormat
    /// Whether a line belongs to the row before it; asked where the framing is `continued`.
    func continues(_ line: Bytes) -> Bool
    /// A reader for the rows of a source; every thread has its own.
    func makeReader(_ clock: SourceClock) -> any LogReader
}

extension LogFormat {
    public var framing: Framing { .lines }
    public func seemsToBegin(_ beginning: Bytes) -> Bool { false }
    public func prepared(for beginning: Bytes) -> any LogFormat { self }
    public func continues(_ line: Bytes) -> Bool { false }
}

/// What a row turned out to be.
public enum RowReading: Sendable, Hashable {
    /// A record, even if its time is missing.
    case record
    /// A row that belongs there and says nothing that happened: a heading.
    case nothing
    /// No row of the format.
    case foreign
}

/// Fills records from rows.
public protocol LogReader {
    /// Fills the record that was begun with the row. Where the row is foreign it does not matter what was filled in.
    mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading
    /// Records that a row holds beyond the one that was read: fills the following one, until it returns false. Asked
    /// where the framing is `document`.
    mutating func next(_ record: inout RecordBuffer) -> Bool
}

extension LogReader {
    public mutating func next(_ record: inout RecordBuffer) -> Bool { false }
}

/// How the rows of a source are told apart.
public enum Framing: Sendable, Hashable {
    /// A line each.
    case lines
    /// Lines, and those after them that the format says continue them.
    case continued
    /// Lines, but line ends inside `"…"` do not count (RFC 4180).
    case quoted
    /// The objects of an array, or one after the other, whatever their line breaks.
    case objects
    /// The whole source is one row, of which many records are made.
    case document
}
