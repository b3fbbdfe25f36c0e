internal import Basics
internal import JSON

/// Something that is still to be done.
public struct ReportFollowUp: Sendable, Hashable {
    /// What.
    public var text: String
    /// Who is to do it; nil where nobody is named.
    public var owner: String?
    /// Until when, as it was given; nil where nothing is said.
    public var due: String?
    /// Whether it has been done.
    public var isDone: Bool
    /// The journal entries that it follows from.
    public var positions: [Int64]

    /// What people have written down, and what follows from the receipts.
    static func all(in entries: [JournalEntry], actions: [ReportAction], impact: ReportImpact) -> [ReportFollowUp] {
        let done = Dictionary(
            entries.filter { $0.kind == JournalKind.followUpDone }.map { ($0.details["followUp"]?.integerValue, $0) },
            uniquingKeysWith: { first, _ in first })
        return entries.sorted { $0.position < $1.position }.compactMap { written($0, done[$0.position]) } + actions.compactMap(unfinished)
            + impact.secrets.compactMap { pending($0, actions) }
            + impact.flags.compactMap { changed($0, actions) }
    }

    private static func written(_ entry: JournalEntry, _ done: JournalEntry?) -> ReportFollowUp? {
        guard entry.kind == JournalKind.followUp else { return nil }
        return ReportFollowUp(
            text: entry.summary, owner: entry.details["owner"]?.stringValue, due: entry.details["due"]?.stringValue,
            isDone: done != nil || entry.details["status"]?.stringValue == "done",
            positions: [entry.position] + (done.map { [$0.position] } ?? []))
    }

    private static func unfinished(_ action: ReportAction) -> ReportFollowUp? {
        let text: String
        switch action.status {
        case .done: return nil
        case .partial where action.action.hasPrefix("secrets."): return nil  // told by the secret's next step
        case .partial: text = "Finish what was done in part: \(action.title)"
        case .failed: text = "Decide about what failed: \(action.title)"
        case .unfinished: text = "Find out what became of: \(action.title). It has an intent and no outcome"
        case .unknown: text = "Find out how it ended: \(action.title)"
        }
        return ReportFollowUp(text: text, isDone: false, positions: action.positions)
    }

    private static func pending(_ secret: ReportSecretChange, _ actions: [ReportAction]) -> ReportFollowUp? {
        guard let step = secret.nextStep else { return nil }
        let due = secret.nextStepAt.flatMap(Timestamp.init).map(ReportText.dateAndTime)
        return ReportFollowUp(
            text: "Finish the rotation of \(secret.name): \(step)", due: due, isDone: false,
            positions: positions(actions) { $0["name"]?.stringValue == secret.name })
    }

    private static func changed(_ flag: ReportFlagChange, _ actions: [ReportAction]) -> ReportFollowUp? {
        guard !flag.isRestored else { return nil }
        return ReportFollowUp(
            text: "Restore \(flag.flag), or make the change permanent: it is \(flag.to), it was \(flag.from)",
            isDone: false,
            positions: positions(actions) {
                !$0.members(with: "flag").filter { $0["flag"]?.stringValue == flag.flag }.isEmpty
            })
    }

    /// The entries of the last action whose receipt fits.
    private static func positions(_ actions: [ReportAction], _ fits: (JSONValue) -> Bool) -> [Int64] {
        actions.last { $0.receipt.map(fits) ?? false }?.positions ?? []
    }

    init(text: String, owner: String? = nil, due: String? = nil, isDone: Bool, positions: [Int64]) {
        self.text = text
        self.owner = owner
        self.due = due
        self.isDone = isDone
        self.positions = positions
    }
}
