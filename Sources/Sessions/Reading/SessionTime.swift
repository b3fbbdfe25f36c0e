internal import Basics

/// Instants as applications write them into sessions.
enum SessionTime {
    /// Reads ISO 8601 with a zone, or a number since 1970 in seconds, milliseconds, microseconds or nanoseconds: its
    /// size tells which, and no unit reaches that of the next one before the year 5138. Nil for anything else.
    static func read(_ text: String) -> Timestamp? {
        if let instant = Timestamp(text) { return instant }
        guard let number = Double(text), number.isFinite, number > 0 else { return nil }
        let microseconds =
            switch number {
            case ..<1e11: number * 1e6
            case ..<1e14: number * 1e3
            case ..<1e17: number
            default: number / 1e3
            }
        return Int64(exactly: microseconds.rounded(.down)).map { Timestamp(microseconds: $0) }
    }
}
