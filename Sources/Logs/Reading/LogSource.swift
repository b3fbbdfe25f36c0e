/// A file of records, or standard input, as the caller names it.
public struct LogSource: Sendable {
    /// Where its bytes come from.
    public enum Origin: Sendable {
        case file(String)
        case standardInput
        /// Bytes that are in memory: an answer from a server.
        case bytes([UInt8])
    }

    /// Where its bytes come from.
    public var origin: Origin
    /// What records say about where they come from.
    public var name: String
    /// Its format; nil finds it out from the content.
    public var format: (any LogFormat)?
    /// What is known about its clock.
    public var clock: SourceClock
    /// Whether the year of rows that have none is to be taken from when the file was last written.
    public var takesYearFromFile = false

    public init(_ origin: Origin, name: String, format: (any LogFormat)? = nil, clock: SourceClock = SourceClock()) {
        self.origin = origin
        self.name = name
        self.format = format
        self.clock = clock
    }

    /// The source that a path means; `-` is standard input.
    public init(path: String, format: (any LogFormat)? = nil, clock: SourceClock = SourceClock()) {
        self.init(
            path == "-" ? .standardInput : .file(path), name: path == "-" ? "standard input" : path, format: format,
            clock: clock)
    }
}

/// A source that was opened, with what was found out about it.
public final class OpenedSource: Sendable {
    /// Its place among the sources, from 0.
    public let index: Int
    /// What records say about where they come from.
    public let name: String
    /// Its format.
    public let format: any LogFormat
    /// What is known about its clock.
    public let clock: SourceClock

    init(index: Int, name: String, format: any LogFormat, clock: SourceClock) {
        self.index = index
        self.name = name
        self.format = format
        self.clock = clock
    }
}
