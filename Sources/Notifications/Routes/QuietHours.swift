public import Basics
internal import Configuration
internal import Files

/// The hours in which messages that are not urgent wait: `{from: "22:00", to: "07:00", zone: Europe/Berlin}`.
public struct QuietHours: Sendable, Hashable {
    /// Seconds after midnight.
    private let from: Int
    private let to: Int
    /// Tells the time on the wall.
    private let zone: TimeZoneRules

    /// Reads the settings `from`, `to` and, optionally, `zone`, or `utcOffset` for one that never changes: UTC where
    /// there is neither.
    init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        from = try Self.time(mapping.required("from"))
        to = try Self.time(mapping.required("to"))
        let (named, fixed) = (mapping.optional("zone"), mapping.optional("utcOffset"))
        if let named {
            zone = try Self.zone(named)
        } else {
            zone = try fixed.map(Self.offset) ?? .utc
        }
        try mapping.finish()
        if named != nil, let fixed {
            throw fixed.failure("'\(fixed.path)' stands beside 'zone'", hint: "leave one of the two out")
        }
        if from == to { throw node.failure("'\(node.path)' begins and ends at the same time") }
    }

    /// When they end, where an instant lies in them; nil where it does not. That is when the clock on the wall first
    /// shows a time that is not in them, also in a night in which it is put forward or back.
    public func end(at instant: Timestamp) -> Timestamp? {
        var now = Int(instant.seconds)
        var isQuiet = false
        while true {
            let (offset, change) = zone.offset(at: now)
            guard let rest = rest(ofLocal: now + offset) else { break }
            isQuiet = true
            guard let change, change < now + rest else { return Timestamp(seconds: Int64(now + rest)) }
            now = change
        }
        return isQuiet ? Timestamp(seconds: Int64(now)) : nil
    }

    /// How long they still last at a local time, by a clock that nobody puts forward or back; nil outside of them.
    private func rest(ofLocal local: Int) -> Int? {
        let day = 86_400
        let time = ((local % day) + day) % day
        guard from < to ? (from..<to).contains(time) : time >= from || time < to else { return nil }
        return ((to - time) + day) % day
    }

    private static func time(_ node: ConfigurationNode) throws(ConfigurationError) -> Int {
        guard let minutes = clock(try node.string()) else {
            throw node.failure("'\(node.path)' is not a time of day", hint: "write it in quotes, as \"22:00\"")
        }
        return minutes * 60
    }

    private static func zone(_ node: ConfigurationNode) throws(ConfigurationError) -> TimeZoneRules {
        let name = try node.string()
        if let zone = TimeZoneRules(name) { return zone }
        throw node.failure(
            "'\(node.path)' is no time zone of this machine: '\(name.printable)'",
            hint: TimeZoneRules.areOnThisMachine
                ? "write a name of the IANA database, as Europe/Berlin; 'timedatectl list-timezones' lists them"
                : "this machine has no time zone database: install tzdata")
    }

    private static func offset(_ node: ConfigurationNode) throws(ConfigurationError) -> TimeZoneRules {
        let text = try node.string()
        if text == "Z" || text == "UTC" { return .utc }
        guard let sign = text.first, sign == "+" || sign == "-", let minutes = clock(String(text.dropFirst())),
            minutes <= 14 * 60
        else {
            throw node.failure(
                "'\(node.path)' is not an offset from UTC",
                hint: "write it in quotes, as \"+01:00\"; a 'zone', as Europe/Berlin, follows daylight saving time")
        }
        return TimeZoneRules(name: text, offset: (sign == "+" ? minutes : -minutes) * 60)
    }

    /// `HH:MM` in minutes.
    private static func clock(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
        else { return nil }
        return hours * 60 + minutes
    }
}
