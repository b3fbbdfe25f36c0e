import Basics
import Cryptography
import JSON

@testable import Incidents

/// An incident as a responder's night leaves it in the journal.
struct ReportFixture {
    var incident: Incident
    var entries: [JournalEntry] = []
    private let opened: Timestamp

    /// - Parameter opened: seconds since 1970.
    init(title: String = "Support export leaked a session secret", opened: Int64 = 1_795_230_245) {
        self.opened = Timestamp(seconds: opened)
        incident = Incident(
            id: "INC-20261121-001", title: title, severity: .sev1, openedAt: self.opened)
    }

    /// Adds an entry. `at` is in seconds after the opening, as is `recorded`, which is the same where nil.
    mutating func add(
        _ kind: String, at seconds: Double, recorded: Double? = nil, actor: String = "mira@ops-1",
        operation: String? = nil,
        _ summary: String, _ details: JSONValue = [:]
    ) {
        entries.append(
            JournalEntry(
                position: Int64(entries.count + 40), recordedAt: opened + .seconds(recorded ?? seconds),
                occurredAt: opened + .seconds(seconds), kind: kind, actor: actor, incident: incident.id,
                operation: operation, summary: summary, details: details))
    }

    mutating func milestone(_ name: MilestoneName, at seconds: Double, recorded: Double? = nil) {
        add(
            JournalKind.milestone, at: seconds, recorded: recorded, "Milestone: \(name.rawValue)",
            ["milestone": .string(name.rawValue)])
    }

    /// Adds an intent and, unless `took` is nil, its outcome.
    mutating func action(
        _ action: String, at seconds: Double, took: Double?, _ intent: String, _ outcome: String = "",
        status: String = "done", receipt: JSONValue? = nil, reason: String? = nil
    ) {
        let operation = "op\(entries.count)"
        var details: JSONObject = ["action": .string(action)]
        if let reason { details["reason"] = .string(reason) }
        add(JournalKind.intent, at: seconds, operation: operation, intent, .object(details))
        guard let took else { return }
        details["status"] = .string(status)
        details["receipt"] = receipt
        add(JournalKind.outcome, at: seconds + took, operation: operation, outcome, .object(details))
    }

    mutating func close(at seconds: Double, _ text: String) {
        add(JournalKind.incidentClosed, at: seconds, text)
        incident.closedAt = opened + .seconds(seconds)
        incident.status = .closed
    }

    /// What the journal would hand to the report.
    var record: IncidentRecord {
        let sorted = entries.sorted { ($0.occurredAt, $0.position) < ($1.occurredAt, $1.position) }
        let milestones = Milestone.reached(in: sorted)
        return IncidentRecord(
            incident: incident, milestones: milestones, metrics: IncidentMetric.all(milestones), entries: sorted,
            unfinished: [])
    }

    /// The report, with a checkpoint over all entries that a key made for this signed.
    func document(generatedAfter seconds: Double = 100_000) throws -> ReportDocument {
        let signer = try CheckpointSigner(name: "firebreak.example/journal", key: PrivateKey.generate(.ed25519))
        let size = (entries.map(\.position).max() ?? -1) + 1
        let checkpoint = try signer.sign(size: size, root: SHA256.hash(Array("entries".utf8)))
        return ReportDocument(
            record, checkpoint: checkpoint, verifierKey: signer.verifier.verifierKey,
            generatedAt: opened + .seconds(seconds))
    }
}

extension ReportFixture {
    /// Everything that a report can show.
    static var night: ReportFixture {
        var night = ReportFixture()
        night.milestone(.started, at: -1830, recorded: 900)
        night.milestone(.detected, at: -95, recorded: 2)
        night.add(JournalKind.incidentOpened, at: 0, "Incident opened: Support export leaked a session secret (sev1)")
        night.milestone(.acknowledged, at: 31)
        night.add(
            JournalKind.note, at: 44,
            "A customer reports logins from an address in a hosting range. The export of 20 November has the session "
                + "secret in its debug block.")
        night.notification(at: 52, "opened", outcome: "delivered")
        night.revocation(at: 75, took: 6.4, users: (1...12).map { "u\($0)" }, revoked: 118, resurrected: 37)
        night.revocation(at: 88, took: 5.9, role: "admin", revoked: 212, resurrected: 0)
        night.add(
            JournalKind.measurement, at: 96, actor: "firebreak", "What other clients of the same Redis felt meanwhile",
            latencies)
        night.rotation("JWT_SECRET", at: 130, took: 0.41, nextStep: "retire")
        night.rotation("GITHUB_WEBHOOK_SECRET", at: 133, took: 0.38, nextStep: nil)
        night.flag("ENABLE_SIGNUP", at: 150, from: "true", to: "false")
        night.flag("ENABLE_GITHUB_WEBHOOKS", at: 152, from: "true", to: "false")
        night.milestone(.contained, at: 161)
        night.action(
            "secrets.rotate", at: 240, took: 1.2, "rotate SLACK_SIGNING_SECRET",
            "rotate SLACK_SIGNING_SECRET: failed: /etc/app/.env is read-only", status: "failed")
        night.action("sessions.revoke", at: 300, took: nil, "revoke sessions in backend: all sessions")
        night.add(
            JournalKind.note, at: 420, recorded: 1900, actor: "jonas@ops-2",
            "The hosting provider has shut the address down.\nReference on their side: 77-1421.")
        night.notification(at: 1300, "updated", outcome: "failed")
        night.flag("ENABLE_SIGNUP", at: 1500, from: "false", to: "true", action: "flags.restore")
        night.milestone(.resolved, at: 90_400)
        night.close(at: 90_460, "Incident closed: secret retired, no login from outside since")
        return night
    }

    mutating func revocation(
        at seconds: Double, took: Double, users: [String] = [], role: String? = nil, revoked: Int64, resurrected: Int64
    ) {
        var selector: JSONObject = [:]
        if !users.isEmpty { selector["users"] = .array(users.map { .string($0) }) }
        selector["role"] = role.map { .string($0) }
        let selected =
            role.map { "role \($0)" } ?? "users \(users.prefix(3).joined(separator: ", ")) and \(users.count - 3) more"
        action(
            "sessions.revoke", at: seconds, took: took, "revoke sessions in web: \(selected)",
            "revoked \(revoked) of \(revoked) sessions in web, 0 remain",
            receipt: [
                "store": "web", "selector": .object(selector), "examined": 10_000, "matched": .integer(revoked),
                "revoked": .integer(revoked), "remaining": 0, "undecodable": 0, "resurrected": .integer(resurrected),
                "cutoff": nil, "verified": true, "durationSeconds": .double(took), "warnings": [],
            ], reason: "credential leak")
    }

    mutating func rotation(_ name: String, at seconds: Double, took: Double, nextStep: String?) {
        let due = (incident.openedAt + .seconds(seconds + 86_400)).description
        action(
            "secrets.rotate", at: seconds, took: took, "rotate \(name), whose value has leaked",
            "\(name): version 4 for 3, current" + (nextStep.map { "; next: \($0) at \(due)" } ?? ""),
            receipt: [
                "name": .string(name), "rotation": "r-1", "stage": "current", "version": 4, "previousVersion": 3,
                "destinations": [["name": .string("dotenv:.env.production#\(name)"), "state": "written"]],
                "nextStep": nextStep.map { .string($0) } ?? nil, "nextStepAt": nextStep == nil ? nil : .string(due),
                "residualTrustSeconds": nextStep == nil ? 0 : 86_400,
                "warnings": nextStep == nil ? [] : ["2 of 3 api processes still run with the old value: reload them"],
            ])
    }

    mutating func flag(_ name: String, at seconds: Double, from: String, to: String, action kind: String = "flags.set")
    {
        let names = kind == "flags.set" ? ["from", "to"] : ["found", "value"]
        let change: JSONValue = [
            "flag": .string(name), "source": "app", names[0]: .bool(from == "true"), names[1]: .bool(to == "true"),
            "outcome": kind == "flags.set" ? nil : "restored",
        ]
        action(
            kind, at: seconds, took: 0.08, "\(kind == "flags.set" ? "set" : "restore") \(name) to \(to)",
            "\(name) is \(to) in app",
            receipt: kind == "flags.set" ? change : ["flags": [change]])
    }

    mutating func notification(at seconds: Double, _ event: String, outcome: String) {
        action(
            "notify.send", at: seconds, took: 0.6, "tell the channels: \(event)", "told '\(event)' to ops",
            status: outcome == "delivered" ? "done" : "partial",
            receipt: [
                "event": .string(event), "incident": .string(incident.id),
                "deliveries": [
                    [
                        "channel": "ops", "kind": "slack", "event": .string(event), "outcome": "delivered",
                        "attempts": 1,
                    ],
                    [
                        "channel": "page", "kind": "pagerduty", "event": .string(event), "outcome": .string(outcome),
                        "attempts": outcome == "delivered" ? 1 : 3,
                        "reason": outcome == "delivered" ? nil : "the service answered 503",
                    ],
                ],
            ])
    }

    /// Sixty seconds of a bystander's latencies, with two seconds in which nothing was measured.
    static var latencies: JSONValue {
        func series(_ name: String, _ base: Double, _ swing: Double) -> JSONValue {
            let points = (0..<120).map { index -> JSONValue in
                let at = Double(index) * 0.5
                let isRevoking = (12.0..<19.0).contains(at) || (26.0..<32.0).contains(at)
                let wobble = Double((index * 7919) % 13) / 13
                let value = base + swing * wobble + (isRevoking ? swing * (1.4 + wobble) : 0)
                return [.double(at), (76..<80).contains(index) ? nil : .double(value)]
            }
            return ["name": .string(name), "points": .array(points)]
        }
        return [
            "title": "Latency of a bystander on the same Redis", "unit": "ms",
            "series": [series("p99", 0.31, 0.17), series("p50", 0.12, 0.04)],
            "marks": [["at": 12, "label": "revoke 12 users"], ["at": 26, "label": "revoke role admin"]],
        ]
    }
}
