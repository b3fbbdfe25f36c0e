/// Python's dates and times, which pickle as the bytes of their fields (python/cpython, Lib/_pydatetime.py, _getstate),
/// as text in the form of ISO 8601.
enum PickleDate {
    static func value(_ name: String, _ arguments: [DecodedValue]) -> DecodedValue? {
        switch name {
        case "datetime.timedelta": duration(arguments)
        case "datetime.timezone": zone(arguments)
        default: text(name, arguments).map { KnownPickleClass.whole(name, .text($0)) }
        }
    }

    private static func text(_ name: String, _ arguments: [DecodedValue]) -> String? {
        guard case .text(let bytes)? = arguments.first, arguments.count <= 2 else { return nil }
        let zone = arguments.count == 2 ? offset(arguments[1]) : ""
        switch (name, bytes.count) {
        case ("datetime.date", 4): return date(bytes)
        case ("datetime.time", 6): return time(bytes[...]) + zone
        case ("datetime.datetime", 10): return date(bytes) + "T" + time(bytes[4...]) + zone
        default: return nil
        }
    }

    private static func date(_ bytes: [UInt8]) -> String {
        // The month's highest bit says which of two times is meant where clocks go back.
        padded(Int(bytes[0]) << 8 | Int(bytes[1]), 4) + "-" + padded(Int(bytes[2] & 0x7F), 2) + "-"
            + padded(Int(bytes[3]), 2)
    }

    private static func time(_ bytes: ArraySlice<UInt8>) -> String {
        let parts = bytes.map(Int.init)
        let microseconds = parts[3] << 16 | parts[4] << 8 | parts[5]
        return padded(parts[0] & 0x7F, 2) + ":" + padded(parts[1], 2) + ":" + padded(parts[2], 2)
            + (microseconds == 0 ? "" : "." + padded(microseconds, 6))
    }

    /// Days, seconds and microseconds.
    private static func duration(_ arguments: [DecodedValue]) -> DecodedValue? {
        guard arguments.count == 3 else { return nil }
        return .object(
            className: "datetime.timedelta",
            members: DecodedMap(["days": arguments[0], "seconds": arguments[1], "microseconds": arguments[2]]))
    }

    /// The offset from UTC as the text that ends a time.
    private static func zone(_ arguments: [DecodedValue]) -> DecodedValue? {
        guard let duration = arguments.first?.members, case .integer(let days)? = duration["days"],
            (-1...1).contains(days),
            case .integer(let seconds)? = duration["seconds"], (0..<86400).contains(seconds)
        else { return nil }
        let total = Int(days) * 86400 + Int(seconds)
        let minutes = abs(total) / 60
        let text = (total < 0 ? "-" : "+") + padded(minutes / 60, 2) + ":" + padded(minutes % 60, 2)
        return KnownPickleClass.whole("datetime.timezone", .text(text))
    }

    /// Of a zone by its name the offset is not known.
    private static func offset(_ zone: DecodedValue) -> String {
        switch zone {
        case .object("datetime.timezone", let members): members.wholeText ?? ""
        case .opaque("datetime.timezone.utc"): "+00:00"
        default: ""
        }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
