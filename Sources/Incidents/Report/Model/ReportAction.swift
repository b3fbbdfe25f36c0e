public import Basics
public import JSON

/// Something that was done: an intent with its outcome.
public struct ReportAction: Sendable, Hashable {
    /// How it ended.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// Done and verified.
        case done
        /// Something is still to be done.
        case partial
        /// It failed.
        case failed
        /// There is an intent and no outcome: it was interrupted, or is going on.
        case unfinished
        /// The outcome does not say.
        case unknown

        init(outcome: JournalEntry) {
            self = outcome.details["status"]?.stringValue.flatMap(Status.init(rawValue:)) ?? .unknown
        }
    }

    /// What its intent and its outcome have in common; nil for an entry that stands alone.
    public var operation: String?
    /// What was done, as `sessions.revoke`.
    public var action: String
    /// Who did it.
    public var actor: String
    /// Why, in the words of the person who did it.
    public var reason: String?
    /// What was about to be done, one line; nil where the intent is not among the incident's entries.
    public var intent: String?
    /// What became of it, one line; nil where it is unfinished.
    public var outcome: String?
    /// How it ended.
    public var status: Status
    /// When it was begun.
    public var startedAt: Timestamp
    /// When it ended; nil where it is unfinished.
    public var endedAt: Timestamp?
    /// The receipt, for programs; nil where there is none.
    public var receipt: JSONValue?
    /// What the receipt says, for people.
    public var facts: [ReportFact]
    /// What a responder should know besides, in sentences.
    public var warnings: [String]
    /// The journal entries: intent and outcome.
    public var positions: [Int64]

    /// How long it took.
    public var duration: Duration? {
        endedAt.flatMap { $0 >= startedAt ? $0 - startedAt : nil }
    }

    /// A few words for a drawing: `Rotate JWT_SECRET`.
    public var title: String {
        guard let receipt else { return (intent ?? action).capitalizedWord }
        let names = receipt.members(with: "flag").compactMap { $0["flag"]?.stringValue }
        switch action {
        case "sessions.revoke": return "Revoke sessions" + (receipt["store"]?.stringValue.map { " in \($0)" } ?? "")
        case "secrets.rotate", "secrets.add", "secrets.advance", "secrets.rollback", "secrets.retire":
            guard let name = receipt["name"]?.stringValue else { break }
            return "\(ReportText.words(String(action.dropFirst("secrets.".count)))) \(name)"
        case "flags.set" where !names.isEmpty: return "Set \(ReportText.list(names, limit: 2))"
        case "flags.restore" where !names.isEmpty: return "Restore \(ReportText.list(names, limit: 2))"
        case "notify.send":
            return "Notify" + (receipt["event"]?.stringValue.map { ": \($0)" } ?? "")
        default: break
        }
        return (intent ?? action).capitalizedWord
    }
}

extension ReportAction {
    /// The actions that entries tell of, in the order in which they were begun.
    static func all(in entries: [JournalEntry]) -> [ReportAction] {
        var actions: [ReportAction] = []
        var open: [String: Int] = [:]
        for entry in entries where entry.kind == JournalKind.intent || entry.kind == JournalKind.outcome {
            let known = entry.operation.flatMap { open[$0] }
            if let known, entry.kind == JournalKind.outcome {
                actions[known].end(with: entry)
            } else if known == nil {
                if let operation = entry.operation { open[operation] = actions.count }
                actions.append(ReportAction(entry))
            }
        }
        return actions
    }

    private init(_ entry: JournalEntry) {
        operation = entry.operation
        action = entry.details["action"]?.stringValue ?? "action"
        actor = entry.actor
        reason = entry.details["reason"]?.stringValue
        status = .unfinished
        startedAt = entry.occurredAt
        facts = []
        warnings = []
        positions = []
        if entry.kind == JournalKind.intent {
            intent = entry.summary
            positions = [entry.position]
        } else {
            end(with: entry)
        }
    }

    /// A later outcome, as of work that was taken up again, replaces an earlier one.
    private mutating func end(with entry: JournalEntry) {
        status = Status(outcome: entry)
        outcome = entry.summary
        endedAt = entry.occurredAt
        positions.append(entry.position)
        receipt = entry.details["receipt"]
        facts = ReportFact.all(in: receipt ?? .null, of: action)
        warnings = receipt?["warnings"]?.arrayValue?.compactMap(\.stringValue) ?? []
        if let cut = entry.cut {
            warnings.append(
                "\(ReportText.count(cut.bytes)) bytes of details were too long for the journal; left out: "
                    + "\(ReportText.list(cut.members)) (SHA-256 of all: \(cut.sha256))")
        }
    }
}

extension JSONValue {
    /// The objects that have a member of a name: this one, or those in its arrays.
    func members(with key: String) -> [JSONValue] {
        if self[key] != nil { return [self] }
        return objectValue?.values.flatMap { value in value.arrayValue?.filter { $0[key] != nil } ?? [] } ?? []
    }
}
