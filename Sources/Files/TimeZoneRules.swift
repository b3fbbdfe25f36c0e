internal import Basics

/// A zone's offsets from UTC, from the machine's time zone database, whose files are TZif (RFC 8536). Foundation's
/// TimeZone needs its ICU for names, which the program does without.
public struct TimeZoneRules: Sendable, Hashable {
    /// As it was given: `Europe/Berlin`, `+02:00`, `UTC`.
    public let name: String
    /// From when on, in seconds since 1970, which offset east of UTC holds, in seconds.
    private let changes: [Change]
    /// The offset before the first change.
    private let first: Int

    private struct Change: Hashable {
        let at: Int
        let offset: Int
    }

    /// Where the machine keeps the database.
    private static let database = "/usr/share/zoneinfo"

    /// Whether the machine has a time zone database at all.
    public static var areOnThisMachine: Bool { FileReader.exists(database + "/Europe") }

    /// UTC.
    public static let utc = TimeZoneRules(name: "UTC", offset: 0)

    /// A zone that never changes.
    public init(name: String, offset: Int) {
        self.name = name
        changes = []
        first = offset
    }

    /// Reads `UTC`, `Z`, `+02:00`, `-0530`, or a name of the IANA database. Nil where there is no such zone.
    public init?(_ name: String) {
        if ["UTC", "utc", "Z", "z", "GMT"].contains(name) {
            self.init(name: name, offset: 0)
        } else if name.hasPrefix("+") || name.hasPrefix("-") {
            guard let noon = Timestamp("1970-01-02T12:00:00\(name)") else { return nil }
            self.init(name: name, offset: 86_400 + 43_200 - Int(noon.seconds))
        } else {
            // A name is a path inside the database, and must not lead out of it.
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard !name.isEmpty, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }),
                let bytes = try? FileReader.read(Self.database + "/" + name, limit: 1 << 20)
            else { return nil }
            self.init(name: name, file: bytes)
        }
    }

    /// The offset east of UTC that holds at an instant, and when it changes next; nil where it does not any more.
    public func offset(at instant: Int) -> (seconds: Int, until: Int?) {
        let next = changes.partitioningIndex { $0.at > instant }
        return (next > 0 ? changes[next - 1].offset : first, next < changes.count ? changes[next].at : nil)
    }

    /// The instant that a local time means, and whether it could mean a later one as well, because clocks were set back.
    /// A local time that was skipped counts with the offset from before.
    public func utc(local: Int) -> (seconds: Int, isAmbiguous: Bool) {
        var offset = first
        var candidates: [Int] = []
        // Offsets are shorter than a day and a bit: only the changes around matter.
        let near = changes.partitioningIndex { $0.at >= local - 100_000 }
        if near > 0 { offset = changes[near - 1].offset }
        var start = Int.min
        var index = near
        while true {
            let end = index < changes.count ? changes[index].at : Int.max
            let instant = local - offset
            if instant >= start, instant < end { candidates.append(instant) }
            guard index < changes.count, changes[index].at <= local + 100_000 else { break }
            start = changes[index].at
            // Skipped local times: they lie after the change by the old offset, before it by the new one.
            if candidates.isEmpty, local - offset >= start, local - changes[index].offset < start {
                return (local - offset, false)
            }
            offset = changes[index].offset
            index += 1
        }
        return (candidates.min() ?? local - offset, candidates.count > 1)
    }

    /// The times and offsets that a file may have: RFC 8536 §3.2 wants them ascending, no time before -2^59, and offsets
    /// shorter than 26 hours.
    private static let times = -(1 << 59)...(1 << 59)
    private static let offsets = -93_599...93_599

    /// Reads the second, 64-bit part of a file, and works out the rule at its end for the years to come. Nil where it is
    /// cut off or says what RFC 8536 rules out.
    init?(name: String, file: [UInt8]) {
        self.name = name
        func number(_ offset: Int, _ width: Int) -> Int? {
            guard offset >= 0, offset + width <= file.count else { return nil }
            var value = file[offset] & 0x80 == 0 ? 0 : -1
            for byte in file[offset..<offset + width] { value = value << 8 | Int(byte) }
            return value
        }
        func counts(_ header: Int) -> [Int]? {
            guard header + 44 <= file.count, Array(file[header..<header + 4]) == Array("TZif".utf8) else { return nil }
            let counts = (0..<6).compactMap { number(header + 20 + $0 * 4, 4) }
            return counts.allSatisfy { $0 >= 0 } ? counts : nil
        }
        // utc/local, standard/wall, leap seconds, transitions, types, characters.
        guard let old = counts(0), old.count == 6, file[4] >= UInt8(ascii: "2") else { return nil }
        let header = 44 + old[3] * 5 + old[4] * 6 + old[5] + old[2] * 8 + old[1] + old[0]
        guard let new = counts(header), new.count == 6 else { return nil }
        let times = header + 44
        let types = times + new[3] * 8
        let details = types + new[3]
        func offset(_ type: Int) -> Int? { number(details + type * 6, 4) }
        guard let first = offset(0), Self.offsets.contains(first) else { return nil }
        var changes: [Change] = []
        for index in 0..<new[3] {
            guard let at = number(times + index * 8, 8), types + index < file.count,
                let offset = offset(Int(file[types + index])), Self.offsets.contains(offset), Self.times.contains(at),
                changes.last.map({ $0.at < at }) ?? true
            else { return nil }
            changes.append(Change(at: at, offset: offset))
        }
        let footer = details + new[4] * 6 + new[5] + new[2] * 12 + new[1] + new[0]
        if footer + 1 < file.count, file[footer] == 0x0A {
            let text = String(decoding: file[(footer + 1)...].prefix { $0 != 0x0A }, as: UTF8.self)
            if let rule = PosixZoneRule(text) {
                let last = changes.last?.at ?? 0
                for change in rule.changes(after: last, until: 2100) {
                    changes.append(Change(at: change.at, offset: change.offset))
                }
            }
        }
        self.first = first
        self.changes = changes
    }
}

extension Array {
    /// The first index whose element fulfils a condition that all after it fulfil too.
    fileprivate func partitioningIndex(_ isBehind: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
