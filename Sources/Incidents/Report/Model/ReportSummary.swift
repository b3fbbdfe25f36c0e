internal import Basics
internal import JSON

/// What happened in a few sentences, each of which follows from the journal.
enum ReportSummary {
    static func sentences(_ document: ReportDocument) -> [String] {
        [lifetime(document), sessions(document.impact), secretsAndFlags(document.impact), actions(document)].compactMap
        { $0 }
            + [document.closingWords].compactMap { $0 }.filter { $0 != "Incident closed" }
    }

    private static func lifetime(_ document: ReportDocument) -> String {
        let incident = document.incident
        var text = "Opened on \(ReportText.dateAndTime(incident.openedAt))"
        if let actor = document.openedBy { text += " by \(ReportText.shortened(actor, to: 80))" }
        text += " as \(incident.severity.rawValue.uppercased())"
        guard let closedAt = incident.closedAt else { return text + " and still open." }
        let lasted = document.duration.map { " after \(ReportText.duration($0))" } ?? ""
        let isSameDay = ReportText.date(closedAt) == ReportText.date(incident.openedAt)
        let end = isSameDay ? "\(ReportText.time(closedAt)) UTC" : ReportText.dateAndTime(closedAt)
        return text + ", closed\(lasted) at \(end)."
    }

    private static func sessions(_ impact: ReportImpact) -> String? {
        guard impact.hasRevocations else { return nil }
        var text = ReportText.counted(impact.sessionsRevoked, "session")
        text +=
            " \(impact.sessionsRevoked == 1 ? "was" : "were") revoked in \(ReportText.list(impact.stores.map { ReportText.shortened($0, to: 80) }))"
        if impact.sessionsReturned > 0 {
            text += "; sessions came back \(ReportText.counted(impact.sessionsReturned, "time")) and were revoked again"
        }
        switch impact.sessionsRemaining {
        case 0?: text += "; none remain"
        case let remaining?: text += "; \(ReportText.count(remaining)) remain"
        case nil: text += "; how many remain is not known"
        }
        return text + "."
    }

    private static func secretsAndFlags(_ impact: ReportImpact) -> String? {
        var parts: [String] = []
        if !impact.secrets.isEmpty {
            let pending = impact.secrets.count { $0.nextStep != nil }
            let some = pending == impact.secrets.count ? "" : "\(pending) of them "
            let rest = pending > 0 ? ", \(some)with a step still to go" : ""
            parts.append("\(ReportText.counted(Int64(impact.secrets.count), "secret")) got a new version\(rest)")
        }
        if !impact.flags.isEmpty {
            let changed = impact.flags.count { !$0.isRestored }
            let rest =
                changed == 0
                ? "changed and restored"
                : changed == impact.flags.count ? "changed" : "changed, \(changed) not restored"
            let count = Int64(impact.flags.count)
            parts.append("\(ReportText.counted(count, "flag")) \(count == 1 ? "was" : "were") \(rest)")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ") + "."
    }

    private static func actions(_ document: ReportDocument) -> String? {
        let counts = ReportAction.Status.allCases.compactMap { status -> String? in
            let count = document.actions.count { $0.status == status }
            return count > 0 ? "\(count) \(status.words)" : nil
        }
        guard !document.actions.isEmpty else { return nil }
        let total = ReportText.counted(Int64(document.actions.count), "action")
        if document.actions.allSatisfy({ $0.status == .done }) { return "\(total), all done and verified." }
        return "\(total): \(ReportText.list(counts))."
    }
}

extension ReportAction.Status {
    /// For people.
    var words: String {
        switch self {
        case .done: "done"
        case .partial: "done in part"
        case .failed: "failed"
        case .unfinished: "unfinished"
        case .unknown: "of unknown outcome"
        }
    }
}
