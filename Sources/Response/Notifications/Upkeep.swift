internal import Basics
internal import Incidents
internal import JSON
internal import Notifications
internal import Secrets
internal import State

/// Secrets that need somebody: `tick` writes into the journal once that a rotation is overdue or has stopped, and once
/// that it is in order again. With the entry goes the message.
struct Upkeep {
    let workspace: Workspace

    /// How long after its time a rotation is overdue enough to be told of: `tick` itself starts those that are due.
    private static let grace = Duration.seconds(3600)

    private struct Notice {
        let id: String
        let event: MessageEvent
        let secret: String
        let summary: String
        /// What is in order again.
        var ended: [MessageEvent] = []

        var details: JSONObject {
            var details: JSONObject = [
                "id": .string(id), "event": .string(event.rawValue), "secret": .string(secret),
            ]
            if !ended.isEmpty { details["ended"] = .array(ended.map { .string($0.rawValue) }) }
            return details
        }
    }

    /// Notes what is new.
    func perform() throws {
        let standing = try notices()
        let journal = try workspace.journal
        let query = JournalQuery(kinds: [JournalKind.upkeep])
        guard try !news(standing, journal.entries(query)).isEmpty else { return }
        // Looked at again where nobody comes between: of several machines that tick one tells.
        try journal.database.write { session in
            let drafts = try news(standing, Journal.entries(query, in: session)).map { notice in
                JournalDraft(
                    kind: JournalKind.upkeep, actor: workspace.actor, summary: notice.summary,
                    details: .object(notice.details))
            }
            try journal.append(drafts, in: session)
        }
    }

    /// What of the trouble that there is nobody was told yet, and which trouble that somebody was told of is over.
    private func news(_ standing: [Notice], _ noted: [JournalEntry]) -> [Notice] {
        var known: Set<String> = []
        var open: [String: [(id: String, event: MessageEvent)]] = [:]
        for entry in noted {
            guard let id = entry.details["id"]?.stringValue, let secret = entry.details["secret"]?.stringValue,
                let event = entry.details["event"]?.stringValue.flatMap(MessageEvent.init(rawValue:))
            else { continue }
            known.insert(id)
            if event.isUpkeepTrouble { open[secret, default: []].append((id, event)) } else { open[secret] = nil }
        }
        let new = standing.filter { !known.contains($0.id) && isTold($0) }
        let over = open.filter { open in !standing.contains { $0.secret == open.key } }
        return new
            + over.sorted { $0.key < $1.key }.compactMap { secret, told in
                guard let last = told.last else { return nil }
                return Notice(
                    id: "recovered.\(last.id)", event: .rotationRecovered, secret: secret,
                    summary: workspace.configuration.secrets.contains { $0.name == secret }
                        ? "The rotation of \(secret) has gone on: nobody has to see to it any more"
                        : "\(secret) is not in the configuration any more",
                    ended: Array(Set(told.map(\.event))).sorted { $0.rawValue < $1.rawValue })
            }
    }

    private func isTold(_ notice: Notice) -> Bool {
        workspace.configuration.notify.automatic.contains(notice.event)
            && !workspace.configuration.routes.routes(for: notice.event, severity: .sev3, systems: [notice.secret])
                .isEmpty
    }

    /// The trouble that there is now.
    private func notices() throws -> [Notice] {
        let definitions = workspace.configuration.secrets
        guard !definitions.isEmpty else { return [] }
        return try workspace.rotations.list(definitions).compactMap { secret in
            if let trouble = secret.trouble, let parkedAt = trouble.parkedAt {
                return Notice(
                    id: "parked.\(secret.name).\(parkedAt.microseconds)", event: .rotationParked, secret: secret.name,
                    summary: "The rotation of \(secret.name) has stopped: \(trouble.summary)")
            }
            guard secret.overdue, let due = secret.rotatesAt, workspace.time.now - due >= Self.grace else { return nil }
            return Notice(
                id: "overdue.\(secret.name).\(due.microseconds)", event: .rotationOverdue, secret: secret.name,
                summary: "\(secret.name) should have been rotated at \(due.formatted(fractionDigits: 0))"
                    + (secret.trouble.map { "; \($0.summary)" } ?? ""))
        }
    }
}
