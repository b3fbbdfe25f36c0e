public import Basics
import JSON

/// The points of an incident between which its durations are measured.
public enum MilestoneName: String, Sendable, Hashable, CaseIterable, Codable {
    /// The attack, or the fault, began.
    case started
    /// Somebody or something noticed.
    case detected
    /// A responder took it on.
    case acknowledged
    /// It cannot spread any more.
    case contained
    /// Everything is as it should be.
    case resolved
}

/// A milestone that was reached.
public struct Milestone: Sendable, Hashable, Codable {
    /// Which one.
    public var name: MilestoneName
    /// When it was reached.
    public var at: Timestamp
    /// Who said so.
    public var actor: String
    /// The journal entry that says so.
    public var position: Int64

    /// A milestone, and the journal entry that tells of it.
    public init(name: MilestoneName, at: Timestamp, actor: String, position: Int64) {
        self.name = name
        self.at = at
        self.actor = actor
        self.position = position
    }
}

extension Milestone {
    /// The milestones that entries tell of; where one was set several times, the entry written last counts. A correction
    /// counts where the entry that it corrects does, or one that was itself a correction of that.
    static func reached(in entries: [JournalEntry]) -> [Milestone] {
        let telling = entries.filter { [JournalKind.milestone, JournalKind.correction].contains($0.kind) }
        var last: [MilestoneName: (milestone: Milestone, chain: Set<Int64>)] = [:]
        for entry in telling.sorted(by: { $0.position < $1.position }) {
            guard let name = entry.details["milestone"]?.stringValue.flatMap(MilestoneName.init(rawValue:)) else { continue }
            var chain: Set<Int64> = []
            if entry.kind == JournalKind.correction {
                guard let corrected = entry.details["corrects"]?.integerValue, let standing = last[name]?.chain,
                    standing.contains(corrected)
                else { continue }
                chain = standing
            }
            chain.insert(entry.position)
            last[name] = (
                Milestone(name: name, at: entry.occurredAt, actor: entry.actor, position: entry.position), chain
            )
        }
        return MilestoneName.allCases.compactMap { last[$0]?.milestone }
    }
}
