/// What an option's value should look like, where the one that was given could not be read.
enum MistypedValue {
    /// A sentence for a message about a value that is no duration or no time; nil for any other message.
    static func hint(for message: String) -> String? {
        guard message.contains("is invalid for") else { return nil }
        if message.contains("<duration>") { return "A duration is written as 90s, 15m, 24h, 90d or 1h30m." }
        if message.contains("<time>") { return "A time is written with its zone, as 2026-11-21T02:41:00Z." }
        return nil
    }
}
