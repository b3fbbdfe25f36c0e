/// How grave a program thinks something is, in the words of pino and syslog (RFC 5424 §6.2.1).
public enum LogSeverity: UInt8, Sendable, Hashable, CaseIterable, Comparable {
    case trace, debug, info, notice, warning, error, critical

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// As exports name it.
    public var name: StaticString {
        switch self {
        case .trace: "trace"
        case .debug: "debug"
        case .info: "info"
        case .notice: "notice"
        case .warning: "warning"
        case .error: "error"
        case .critical: "critical"
        }
    }

    /// The severity of a name that exports give.
    public init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.description == name }) else { return nil }
        self = found
    }

    /// The severity that a word means, in any case: `warn`, `ERROR`, `FATAL`, `dpanic`.
    init?(_ word: Bytes) {
        guard word.count >= 3, word.count <= 11 else { return nil }
        let words: [(StaticString, LogSeverity)]
        switch word[0] | 0x20 {
        case UInt8(ascii: "t"): words = [("trace", .trace)]
        case UInt8(ascii: "v"): words = [("verbose", .trace)]
        case UInt8(ascii: "d"): words = [("debug", .debug), ("dpanic", .critical)]
        case UInt8(ascii: "i"): words = [("info", .info), ("information", .info)]
        case UInt8(ascii: "l"): words = [("log", .info)]
        case UInt8(ascii: "n"): words = [("notice", .notice)]
        case UInt8(ascii: "w"): words = [("warn", .warning), ("warning", .warning)]
        case UInt8(ascii: "e"):
            words = [("error", .error), ("err", .error), ("emerg", .critical), ("emergency", .critical)]
        case UInt8(ascii: "f"): words = [("fatal", .critical)]
        case UInt8(ascii: "c"): words = [("critical", .critical), ("crit", .critical)]
        case UInt8(ascii: "p"): words = [("panic", .critical)]
        case UInt8(ascii: "a"): words = [("alert", .critical)]
        default: return nil
        }
        for (name, severity) in words where word.equalsIgnoringCase(name) {
            self = severity
            return
        }
        return nil
    }

    /// The severity that pino's and bunyan's numbers mean: 10 trace to 60 fatal.
    init?(pino number: Int64) {
        switch number {
        case 10..<20: self = .trace
        case 20..<30: self = .debug
        case 30..<40: self = .info
        case 40..<50: self = .warning
        case 50..<60: self = .error
        case 60...100: self = .critical
        default: return nil
        }
    }

    /// The severity that syslog's numbers mean: 0 emergency to 7 debug.
    init?(syslog number: Int64) {
        switch number {
        case 0...2: self = .critical
        case 3: self = .error
        case 4: self = .warning
        case 5: self = .notice
        case 6: self = .info
        case 7: self = .debug
        default: return nil
        }
    }
}

extension LogSeverity: CustomStringConvertible {
    public var description: String { name.description }
}
