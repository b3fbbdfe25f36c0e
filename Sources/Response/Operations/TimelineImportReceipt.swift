public import Basics
internal import JSON
public import Logs

/// What an import took.
public struct TimelineImportReceipt: OperationReceipt {
    /// A log.
    public struct Source: Sendable, Encodable, Hashable {
        public let name: String
        public let format: String
        /// The digest of the file as it is stored, compressed or not.
        public let sha256: String
        public let bytes: Int64
    }

    public let incident: String
    public let sources: [Source]
    /// How many entries were written.
    public internal(set) var imported: Int64 = 0
    /// How many records the incident had before, and were not written again.
    public internal(set) var alreadyThere: Int64 = 0
    /// The journal's entries between which they stand.
    public internal(set) var firstPosition: Int64?
    public internal(set) var lastPosition: Int64?
    /// When the first and the last of the records happened.
    public internal(set) var firstOccurredAt: Timestamp?
    public internal(set) var lastOccurredAt: Timestamp?
    /// What became of the rows.
    public internal(set) var rows = LogSummary()
    /// Whether it was stopped before its end.
    public internal(set) var isStopped = false

    init(incident: String, sources: [Source]) {
        self.incident = incident
        self.sources = sources
    }

    /// Whether an import took every row of its logs, by the receipt that the journal has of it.
    static func tookEverything(_ receipt: JSONValue) -> Bool {
        guard let rows = receipt["rows"], receipt["isStopped"]?.boolValue == false else { return false }
        return ["filtered", "undated", "withoutZone", "withoutYear"].allSatisfy { rows[$0]?.integerValue == 0 }
    }

    public var status: ExitStatus { isStopped || !rows.cutOff.isEmpty ? .partial : .done }

    public var summary: String {
        var text = "imported \(imported) record\(imported == 1 ? "" : "s") from "
        text += sources.prefix(3).map { "\($0.name.printable) (sha256 \($0.sha256.prefix(12))…)" }.joined(separator: ", ")
        if sources.count > 3 { text += " and \(sources.count - 3) more" }
        if alreadyThere > 0 { text += "; \(alreadyThere) were there already" }
        if rows.leftOut > 0 { text += "; \(rows.leftOut) row\(rows.leftOut == 1 ? "" : "s") without a whole time were left out" }
        if isStopped { text += "; stopped before the end" }
        return text
    }
}
