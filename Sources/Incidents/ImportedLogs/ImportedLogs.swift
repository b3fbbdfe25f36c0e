public import Basics

/// What an incident's journal has from logs, counted. Logs have millions of rows: a record of the incident holds some of
/// them and says how many it leaves out; `timeline export` has all.
public struct ImportedLogs: Sendable, Hashable {
    /// How many rows there are.
    public var rows: Int64 = 0
    /// How many of them are among the record's entries.
    public var shown: Int64 = 0
    /// The logs that they come from, the one with most rows first.
    public var sources: [ImportedLog] = []
    /// What stands between the entries that are shown, in the order in which it happened.
    public var leftOut: [LeftOutRows] = []
    /// How many rows there are at what time; nil where there are none.
    public var density: LogDensity?

    /// No rows.
    public init() {}
}

/// A log that rows were imported from.
public struct ImportedLog: Sendable, Hashable, Encodable {
    /// Its name, as the rows have it.
    public var name: String
    /// How many rows of it there are.
    public var rows: Int64
    /// How many of them are errors or worse, as the log says.
    public var errors: Int64
    /// When the first of them happened.
    public var firstAt: Timestamp
    /// When the last of them happened.
    public var lastAt: Timestamp
}

/// Rows of logs that stand in the journal between two other entries, and are not shown one by one.
public struct LeftOutRows: Sendable, Hashable, Encodable {
    /// The first of them, by which they are put in order.
    public var position: Int64
    /// When the first of them happened.
    public var firstAt: Timestamp
    /// When the last of them happened.
    public var lastAt: Timestamp
    /// How many there are.
    public var rows: Int64
    /// How many of them are errors or worse, as their logs say.
    public var errors: Int64
    /// The names of their logs.
    public var sources: [String]
}
