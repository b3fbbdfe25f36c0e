public import Basics

/// Until when something is to be done: a day (to its end, in UTC) or an instant.
public struct DueDate: Sendable, Hashable {
    /// As it is written: `2026-12-01`, or an instant in ISO 8601.
    public let text: String
    /// The instant at which it is overdue.
    public let end: Timestamp

    /// Reads a day, or an instant with a zone; nil where the text is neither.
    public init?(_ text: String) {
        if let day = Timestamp(text + "T00:00:00Z"), text.utf8.count == 10 {
            end = day + .seconds(86_400)
        } else if let instant = Timestamp(text) {
            end = instant
        } else {
            return nil
        }
        self.text = text
    }

    /// So long from now, to the end of that day.
    public init(in duration: Duration, from now: Timestamp) {
        let day = String((now + duration).formatted(fractionDigits: 0).prefix(10))
        text = day
        end = Timestamp(day + "T00:00:00Z").map { $0 + .seconds(86_400) } ?? now + duration
    }
}
