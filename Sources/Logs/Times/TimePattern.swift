/// How a time is written, in the letters of strptime(3): `%d.%m.%Y %H:%M:%S`. Known are %Y %m %d %e %b %H %M %S %f (a
/// fraction's digits) %z (a zone, `Z` or `+01:00`) %s (seconds since 1970) and %%.
public struct TimePattern: Sendable, Hashable {
    private enum Part: Hashable {
        case year, month, monthName, day, hour, minute, second, fraction, zone, epoch
        case literal(UInt8)
    }
    private let parts: [Part]

    /// Nil where the text has a letter that is not known, or no date and time come of it.
    public init?(_ text: String) {
        var parts: [Part] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                parts.append(.literal(byte))
                continue
            }
            guard let letter = bytes.popFirst() else { return nil }
            switch letter {
            case UInt8(ascii: "Y"): parts.append(.year)
            case UInt8(ascii: "m"): parts.append(.month)
            case UInt8(ascii: "b"): parts.append(.monthName)
            case UInt8(ascii: "d"), UInt8(ascii: "e"): parts.append(.day)
            case UInt8(ascii: "H"): parts.append(.hour)
            case UInt8(ascii: "M"): parts.append(.minute)
            case UInt8(ascii: "S"): parts.append(.second)
            case UInt8(ascii: "f"): parts.append(.fraction)
            case UInt8(ascii: "z"): parts.append(.zone)
            case UInt8(ascii: "s"): parts.append(.epoch)
            case UInt8(ascii: "%"): parts.append(.literal(letter))
            default: return nil
            }
        }
        let hasDate = parts.contains(.year) && parts.contains(.day)
            && (parts.contains(.month) || parts.contains(.monthName))
        // A pattern without a date would let rows borrow one.
        guard hasDate && parts.contains(.hour) && parts.contains(.minute) || parts.contains(.epoch) else { return nil }
        self.parts = parts
    }

    /// The time that a text writes so.
    func read(_ text: Bytes, _ times: TimeReader) -> TimeReading {
        var (year, month, day, hour, minute, second, fraction) = (1970, 1, 1, 0, 0, 0, 0)
        var precision = TimePrecision.minute
        var offset = 0
        var zoneStart: Int?
        for part in parts {
            switch part {
            case .literal(let byte):
                guard offset < text.count, text[offset] == byte else { return .missing(.time) }
                offset += 1
            case .monthName:
                guard let value = TimeReader.month(text, offset) else { return .missing(.time) }
                month = value
                offset += 3
            case .fraction:
                let start = offset
                var value = 0
                while offset < text.count, text[offset].isDigit {
                    if offset - start < 6 { value = value * 10 + Int(text[offset] - 0x30) }
                    offset += 1
                }
                guard offset > start else { return .missing(.time) }
                for _ in min(offset - start, 6)..<6 { value *= 10 }
                fraction = value
                precision = TimePrecision(fractionDigits: offset - start)
            case .zone:
                zoneStart = offset
                while offset < text.count, text[offset].isDigit || text[offset].isLetter || "+-:".utf8.contains(text[offset]) {
                    offset += 1
                }
            case .epoch: return times.epochSeconds(text.from(offset).trimmed)
            default:
                guard let value = number(text, &offset, width: part == .year ? 4 : 2) else { return .missing(.time) }
                switch part {
                case .year: year = value
                case .month: month = value
                case .day: day = value
                case .hour: hour = value
                case .minute: minute = value
                default: (second, precision) = (value, .second)
                }
            }
        }
        guard let days = TimeReader.days(year, month, day), hour < 24, minute < 60, second <= 60 else {
            return .missing(.time)
        }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
        let zone = zoneStart.map { text.part($0, offset) } ?? .none
        return times.zoned(zone, 0, seconds, fraction, precision)
    }

    /// A number of one digit up to so many, spaces before it passed over.
    private func number(_ text: Bytes, _ offset: inout Int, width: Int) -> Int? {
        while offset < text.count, text[offset] == 0x20 { offset += 1 }
        let start = offset
        var value = 0
        while offset < text.count, offset - start < width, text[offset].isDigit {
            value = value * 10 + Int(text[offset] - 0x30)
            offset += 1
        }
        return offset > start ? value : nil
    }
}
