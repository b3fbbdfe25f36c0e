public import Basics
internal import Cryptography
internal import Incidents
internal import JSON
public import Logs

/// Takes the records of logs into an incident's journal, each as an entry of its own at the time at which it happened,
/// together with the digests of the logs. Credentials in them are left out: a journal forgets nothing.
public struct ImportTimeline: Operation {
    public let action = "timeline.import"
    private let reading: LogReading
    private let isRepeated: Bool
    private let undated: UndatedSink?
    private let isStopped: @Sendable () -> Bool

    /// - Parameters:
    ///   - reading: the logs, and which of their records.
    ///   - again: whether rows are taken that the incident has already.
    ///   - undated: gets the rows that have no instant.
    ///   - isStopped: asked while it goes on.
    public init(
        _ reading: LogReading, again: Bool, undated: UndatedSink? = nil,
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) {
        var reading = reading
        reading.isStopped = isStopped
        self.reading = reading
        isRepeated = again
        self.undated = undated
        self.isStopped = isStopped
    }

    public var intent: String {
        let names = reading.sources.map(\.name)
        let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
        return "import into the timeline: \(shown)".printable
    }

    public func plan(_ workspace: Workspace) throws -> TimelineImportPlan {
        struct Counter: RecordConsumer {
            mutating func take(_ record: borrowing RecordBuffer, of source: OpenedSource) {}
        }
        return TimelineImportPlan(rows: try reading.forEach { Counter() })
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> TimelineImportReceipt {
        guard let incident = record.incident else { throw LookupFailure.noIncident }
        let digests = reading.sources.map { _ in SourceDigest() }
        var reading = reading
        reading.observe = { index, bytes in digests[index].update(bytes) }
        // All of it is read and sorted before the first entry is written.
        let records = try reading.merged(makeEncoder: { StoredRecords() }, undated: undated)
        let sources = zip(records.summary.sources, digests).map { source, digest in
            let (sha256, bytes) = digest.finish()
            return TimelineImportReceipt.Source(
                name: source.name, format: source.format, sha256: sha256, bytes: Int64(bytes))
        }
        if !isRepeated { try refuseKnown(sources, incident, workspace) }
        var receipt = TimelineImportReceipt(incident: incident, sources: sources)
        let known = try isRepeated ? nil : KnownLogRows(workspace.journal, incident: incident)
        let written = try workspace.journal.append { () throws -> JournalDraft? in
            while !isStopped() {
                guard let (time, bytes) = try records.next() else { return nil }
                let happened = Timestamp(microseconds: time)
                let draft = try draft(happened, bytes, incident, record.operation)
                if let known, try known.has(draft) {
                    receipt.alreadyThere += 1
                    continue
                }
                receipt.firstOccurredAt = receipt.firstOccurredAt ?? happened
                receipt.lastOccurredAt = happened
                return draft
            }
            receipt.isStopped = true
            return nil
        }
        receipt.imported = written.entries
        receipt.firstPosition = written.first
        receipt.lastPosition = written.last
        receipt.rows = records.summary
        return receipt
    }

    private func draft(
        _ time: Timestamp, _ bytes: Bytes, _ incident: String, _ operation: String
    ) throws -> JournalDraft {
        guard case .object(let all) = try JSONValue(parsing: Array(bytes)) else { throw JSONError.empty }
        var details = JSONObject(all.filter { $0.key != "message" })
        // So that who looks for rows that are there already can tell these from the first ones.
        if isRepeated { details[KnownLogRows.repetition] = true }
        let message = all["message"]?.stringValue?.printable ?? ""
        return JournalDraft(
            kind: JournalKind.logEvent, occurredAt: time, actor: Self.actor(all["source"]?.stringValue ?? ""),
            incident: incident, operation: operation,
            summary: message.allSatisfy(\.isWhitespace) ? "(an empty row)" : message, details: .object(details))
    }

    /// The name of a log's file, as short as the journal takes actors; what cannot be printed makes a name longer than a
    /// file system has it.
    private static func actor(_ source: String) -> String {
        let name = (source.split(separator: "/").last.map(String.init) ?? source).printable
        var bytes = 0
        let kept = String(
            String.UnicodeScalarView(
                name.unicodeScalars.prefix { scalar in
                    bytes += String(scalar).utf8.count
                    return bytes <= 250
                }))
        guard !kept.allSatisfy(\.isWhitespace) else { return "log" }
        return kept.utf8.count == name.utf8.count ? name : kept + "…"
    }

    /// Refuses a log all of whose rows the incident has already, by its digest. Where an earlier import was stopped, left
    /// rows out or did not want all of them, there may be more to take; `KnownLogRows` passes over what is there.
    private func refuseKnown(
        _ sources: [TimelineImportReceipt.Source], _ incident: String, _ workspace: Workspace
    ) throws {
        for entry in try workspace.journal.entries(incident: incident, kinds: [JournalKind.outcome])
        where entry.details["action"]?.stringValue == action {
            guard let receipt = entry.details["receipt"], TimelineImportReceipt.tookEverything(receipt) else { continue }
            for known in receipt["sources"]?.arrayValue ?? [] {
                let digest = known["sha256"]?.stringValue
                guard let same = sources.first(where: { $0.sha256 == digest }) else { continue }
                throw TimelineImportFailure.known(
                    source: same.name, as: known["name"]?.stringValue ?? "", position: entry.position)
            }
        }
    }
}

/// Hashes a source as it is read.
// Safe to send: a source is read by one thread at a time, under the lock of the reader that they share, and the digest is
// asked for when they have ended.
private final class SourceDigest: @unchecked Sendable {
    private var hasher: DigestAlgorithm.Hasher? = DigestAlgorithm.Hasher(.sha256)
    private var count = 0

    func update(_ bytes: Bytes) {
        hasher?.update(bytes)
        count += bytes.count
    }

    /// The digest in hexadecimal, and of how many bytes.
    func finish() -> (sha256: String, bytes: Int) {
        guard let hasher = hasher.take() else { return ("", 0) }
        return (Hexadecimal.encode(hasher.finalize()), count)
    }
}

/// Why an import is refused.
public enum TimelineImportFailure: Failure {
    case known(source: String, as: String, position: Int64)

    public var message: String {
        switch self {
        case .known(let source, let name, let position):
            "\(source) was imported already, as \(name.printable): the journal's entry \(position) says so"
        }
    }

    public var hint: String? { "nothing was written; --again imports it a second time" }
    public var status: ExitStatus { .refused }
}

/// What an import would take.
public struct TimelineImportPlan: Sendable, Encodable {
    /// What became of the rows.
    public let rows: LogSummary
}
