public import Files

/// What a text says about time.
public enum TimeReading: Hashable, Sendable {
    /// An instant in microseconds since 1970, how finely it is told, and where its zone is known from.
    case instant(Int64, TimePrecision, ZoneOrigin)
    /// None.
    case missing(MissingTime)
}

/// What is known about a source's clock.
public struct SourceClock: Sendable {
    /// What its rows' times mean where they do not say it.
    public var zone: TimeZoneRules?
    /// The year of rows that have none.
    public var year: YearRule?
    /// What to add to its times, in microseconds: how much its clock was behind.
    public var offset: Int64

    public init(zone: TimeZoneRules? = nil, year: YearRule? = nil, offset: Int64 = 0) {
        self.zone = zone
        self.year = year
        self.offset = offset
    }
}

/// Where the year of rows comes from that have none (RFC 3164 §4.1.2).
public enum YearRule: Sendable, Hashable {
    /// It was given.
    case given(Int)
    /// The last in which the row lies not more than a day after an instant, in seconds since 1970: when the file was
    /// last written.
    case notAfter(Int64)
}
