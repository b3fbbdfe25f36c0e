/// How finely a source tells the time.
public enum TimePrecision: UInt8, Sendable, Hashable, CaseIterable {
    case day, minute, second, millisecond, microsecond
    /// Finer than what is kept: microseconds are.
    case nanosecond

    /// The precision of a second with so many digits behind its point.
    init(fractionDigits: Int) {
        switch fractionDigits {
        case 0: self = .second
        case 1...3: self = .millisecond
        case 4...6: self = .microsecond
        default: self = .nanosecond
        }
    }

    /// As exports name it.
    public var name: StaticString {
        switch self {
        case .day: "day"
        case .minute: "minute"
        case .second: "second"
        case .millisecond: "millisecond"
        case .microsecond: "microsecond"
        case .nanosecond: "nanosecond"
        }
    }
}

/// Where it is known from what a row's clock meant.
public enum ZoneOrigin: UInt8, Sendable, Hashable, CaseIterable {
    /// The row says it: `Z`, `+01:00`, `UTC`.
    case row
    /// The format defines it: seconds since 1970 are in UTC.
    case format
    /// It was given for the source.
    case given
    /// It was given for the source, and clocks were set back at that time: of the two instants it is the earlier.
    case givenAmbiguous
    /// The zone is known as above; the year, which the row does not have, was given.
    case yearGiven
    /// The zone is known as above; the year, which the row does not have, is the last in which the row does not lie
    /// more than a day after the file was last written.
    case yearFromFile

    /// As exports name it.
    public var name: StaticString {
        switch self {
        case .row: "row"
        case .format: "format"
        case .given: "given"
        case .givenAmbiguous: "given, ambiguous"
        case .yearGiven: "given, year given"
        case .yearFromFile: "given, year from file"
        }
    }
}

/// Why a row has no instant.
public enum MissingTime: UInt8, Sendable, Hashable {
    /// It has no time, or is no row of its format.
    case time
    /// It has a time, but nobody says in which zone.
    case zone
    /// It has a time, but nobody says in which year.
    case year
}
