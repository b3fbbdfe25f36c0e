import Basics
import Cryptography
import JSON

/// An entry as the bytes that are hashed: canonical JSON (RFC 8785) of at most 65,535 bytes.
///
/// Members: `version` (1), `position`, `recordedAt`, `occurredAt` (ISO 8601 in UTC with six digits), `kind`, `actor`,
/// `incident` and `operation` where there are some, `summary`, `details`, and `cut` where details were left out.
enum JournalLeaf {
    /// The longest leaf, as in C2SP's tiled logs (c2sp.org/tlog-tiles, entry bundles).
    static let limit = 65_535
    private static let version: Int64 = 1
    /// The years 1 to 9999, which ISO 8601 writes with four digits.
    private static let years =
        Timestamp(seconds: -62_135_596_800)..<Timestamp(seconds: 253_402_300_800)

    /// The leaf of an entry. Details that do not fit lose their largest members, and the entry says so in `cut`.
    static func encode(_ entry: inout JournalEntry) throws(JournalError) -> [UInt8] {
        var text = CanonicalJSONText()
        try write(&entry, to: &text)
        var bytes: [UInt8] = []
        text.move(to: &bytes)
        return bytes
    }

    /// The same, written to an empty text whose memory is used again and again.
    static func write(_ entry: inout JournalEntry, to text: inout CanonicalJSONText) throws(JournalError) {
        try check(entry)
        write(entry, to: &text)
        let excess = text.count - limit
        if excess <= 0 { return }
        text.clear()
        (entry.details, entry.cut) = shortened(entry.details, by: excess)
        write(entry, to: &text)
        guard text.count <= limit else {
            defer { text.clear() }
            throw .tooLong(what: "an entry of the journal", bytes: text.count, limit: limit)
        }
    }

    /// The entry that a leaf holds, or why there is none.
    static func decode(_ bytes: [UInt8], position: Int64) throws(JournalError) -> JournalEntry {
        let leaf: JSONValue
        do {
            leaf = try JSONValue(parsing: bytes, strict: true)
        } catch {
            throw .unreadable(position, error.message)
        }
        guard leaf["version"] == .integer(version) else { throw .unreadable(position, "it is of another version") }
        guard let stated = leaf["position"]?.integerValue,
            let recordedAt = leaf["recordedAt"]?.stringValue.flatMap({ Timestamp($0) }),
            let occurredAt = leaf["occurredAt"]?.stringValue.flatMap({ Timestamp($0) }),
            let kind = leaf["kind"]?.stringValue, let actor = leaf["actor"]?.stringValue,
            let summary = leaf["summary"]?.stringValue, let details = leaf["details"]
        else { throw .unreadable(position, "something is missing in it") }
        return JournalEntry(
            position: stated, recordedAt: recordedAt, occurredAt: occurredAt, kind: kind, actor: actor,
            incident: leaf["incident"]?.stringValue, operation: leaf["operation"]?.stringValue, summary: summary,
            details: details, cut: leaf["cut"].flatMap(cut))
    }

    /// The members in the order of their names, as RFC 8785 §3.2.3 demands.
    private static func write(_ entry: JournalEntry, to text: inout CanonicalJSONText) {
        text.append(tokens: "{\"actor\":")
        text.append(text: entry.actor)
        if let cut = entry.cut {
            text.append(tokens: ",\"cut\":")
            text.append(value: [
                "bytes": .integer(cut.bytes), "members": .array(cut.members.map(JSONValue.string)),
                "sha256": .string(cut.sha256),
            ])
        }
        text.append(tokens: ",\"details\":")
        text.append(value: entry.details)
        if let incident = entry.incident {
            text.append(tokens: ",\"incident\":")
            text.append(text: incident)
        }
        text.append(tokens: ",\"kind\":")
        text.append(text: entry.kind)
        text.append(tokens: ",\"occurredAt\":\"")
        text.append { entry.occurredAt.append(to: &$0, fractionDigits: 6) }
        if let operation = entry.operation {
            text.append(tokens: "Z\",\"operation\":")
            text.append(text: operation)
            text.append(tokens: ",\"position\":")
        } else {
            text.append(tokens: "Z\",\"position\":")
        }
        text.append(entry.position)
        text.append(tokens: ",\"recordedAt\":\"")
        text.append { entry.recordedAt.append(to: &$0, fractionDigits: 6) }
        text.append(tokens: "Z\",\"summary\":")
        text.append(text: entry.summary)
        text.append(tokens: ",\"version\":1}")
    }

    private static func cut(_ value: JSONValue) -> DetailsCut? {
        guard let sha256 = value["sha256"]?.stringValue, let bytes = value["bytes"]?.integerValue else { return nil }
        return DetailsCut(
            sha256: sha256, bytes: bytes, members: (value["members"]?.arrayValue ?? []).compactMap(\.stringValue))
    }

    /// Details without as many of their largest members as are needed to win `excess` bytes and room for the record.
    private static func shortened(_ details: JSONValue, by excess: Int) -> (JSONValue, DetailsCut) {
        let whole = details.canonical
        var cut = DetailsCut(sha256: Hexadecimal.encode(SHA256.hash(whole)), bytes: Int64(whole.count), members: [])
        guard var members = details.objectValue else { return (.null, cut) }
        let sizes = members.map { (key: $0.key, bytes: $0.value.canonical.count) }.sorted { $0.bytes > $1.bytes }
        var won = -200
        for (key, bytes) in sizes where won < excess {
            members[key] = nil
            cut.members.append(key)
            won += bytes
        }
        return (.object(members), cut)
    }

    private static func check(_ entry: JournalEntry) throws(JournalError) {
        try checkText(entry.kind, "the kind of a journal entry", limit: 64)
        try checkText(entry.actor, "the actor's name", limit: 256)
        try checkText(entry.summary, "the text", limit: 16_384)
        if let incident = entry.incident { try checkText(incident, "the incident's identifier", limit: 64) }
        if let operation = entry.operation { try checkText(operation, "the operation's identifier", limit: 128) }
        guard years.contains(entry.occurredAt) else { throw .badTime(what: "the time at which it happened") }
    }

    /// Text that a person gave is kept as it is; it must be there, be of some length only, and fit into a database.
    static func checkText(_ text: String, _ what: String, limit: Int) throws(JournalError) {
        guard text.utf8.count <= limit else { throw .tooLong(what: what, bytes: text.utf8.count, limit: limit) }
        let hasInk = text.utf8.contains { (0x21...0x7E).contains($0) } || text.contains { !$0.isWhitespace }
        guard hasInk else { throw .empty(what: what) }
        guard !text.utf8.contains(0) else { throw .notText(what: what) }
    }
}
