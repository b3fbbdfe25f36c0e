internal import Basics
internal import Flags
internal import Incidents
internal import JSON
internal import Notifications
internal import Redis
internal import Secrets
internal import Sessions
internal import Synchronization

// The acts of the drill: what a responder does, one operation after the other.
extension DrillPlay {
    /// Fills the store, and tells how far it is.
    func fill(_ connection: inout RedisConnection) throws {
        try population.fill(&connection) { count in
            tell(.progress("filling: \(count) of \(population.sessions) sessions"))
        }
        tell(.done("filled \(population.sessions) sessions of \(population.users) users"))
    }

    /// Opens the incident; gives its id.
    func openIncident() throws -> String {
        let incidents = try workspace.incidents
        let incident = try incidents.open(
            title: "Drill: leaked credentials", severity: .sev1, actor: workspace.actor)
        for milestone in [MilestoneName.started, .detected, .acknowledged] {
            try incidents.milestone(
                milestone, incident: incident.id, actor: workspace.actor)
        }
        try incidents.note(
            "An attacker holds a session of \(population.compromised[0]) and keeps a request in flight",
            incident: incident.id, actor: workspace.actor)
        tell(.done("opened \(incident.id)"))
        return incident.id
    }

    /// Revokes the compromised users' sessions, then those of a whole role. The attacker goes on into the first watch
    /// and is gone after half of it, as a request in flight is sooner or later.
    mutating func revoke(_ attacker: DrillAttacker) throws -> [RevocationReceipt] {
        let store = try workspace.store(nil)
        var receipts: [RevocationReceipt] = []
        for selector in [
            SessionSelector(users: population.compromised), SessionSelector(role: population.revokedRole),
        ] {
            let start = drill.time.now
            let firstPassEnd = Mutex<Timestamp?>(nil)
            let receipt = try workspace.carryOut(
                RevokeSessions(
                    store: store, selector: selector, watch: drill.watch, isCancelled: drill.isCancelled
                ) { [tell, time = drill.time] progress in
                    tell(.progress("\(selector): \(progress.phase.rawValue) \(Int(progress.fraction * 100)) %"))
                    guard progress.phase != .revoking else { return }
                    firstPassEnd.withLock { $0 = $0 ?? time.now }
                    if progress.phase == .verifying || progress.fraction >= 0.5 { attacker.stop() }
                }, reason: "drill")
            attacker.stop()
            containment += (firstPassEnd.withLock { $0 } ?? drill.time.now) - start
            receipts.append(receipt)
            tell(.done(receipt.summary))
        }
        return receipts
    }

    /// Rotates both secrets.
    mutating func rotate() throws -> [DrillRotation] {
        try ["JWT_SECRET", "WEBHOOK_SECRET"].map { name in
            let start = drill.time.now
            let outcome = try workspace.carryOut(RotateSecret(name: name, isCompromised: false), reason: "drill")
            let duration = drill.time.now - start
            containment += duration
            tell(.done(outcome.summary))
            return DrillRotation(
                name: name, version: outcome.version, previousVersion: outcome.previousVersion,
                durationSeconds: duration.inSeconds)
        }
    }

    /// Switches two flags off; gives their names.
    mutating func switchOff() throws -> [String] {
        let start = drill.time.now
        let flags = ["ENABLE_SIGNUP", "ENABLE_GITHUB_WEBHOOKS"]
        for flag in flags {
            let receipt = try workspace.carryOut(
                SetFlag(name: flag, source: nil, value: .boolean(false), lifetime: nil), reason: "drill")
            tell(.done(receipt.summary))
        }
        containment += drill.time.now - start
        try workspace.incidents.milestone(
            .contained, incident: workspace.openIncident(nil).id, actor: workspace.actor)
        return flags
    }

    /// Tells the channels that the routes say.
    func notify(_ event: MessageEvent, _ incident: String, _ text: String) throws {
        let receipt = try workspace.carryOut(
            SendNotification(Notification(event: event, incident: incident, text: text)), incident: incident)
        tell(.done(receipt.summary))
    }

    /// Writes what the bystander felt into the journal, where the report finds it.
    func measure(
        _ bystander: DrillBystander, since start: Timestamp, marks: [(at: Timestamp, label: String)]
    ) throws {
        let points = bystander.percentiles(from: start, slices: 60).map { slice in
            JSONValue.array([.double(slice.seconds), .double(slice.milliseconds)])
        }
        try workspace.journal.append(
            JournalDraft(
                kind: JournalKind.measurement, actor: workspace.actor, incident: workspace.openIncident(nil).id,
                summary: "What a bystander felt: p99 of its waiting time",
                details: [
                    "title": "What a bystander felt", "unit": "ms",
                    "series": [["name": "p99", "points": .array(points)]],
                    "marks": .array(
                        marks.map { mark in
                            ["at": .double((mark.at - start).inSeconds), "label": .string(mark.label)]
                        }),
                ]))
    }

    /// Closes the incident.
    func closeIncident(_ id: String) throws {
        let incidents = try workspace.incidents
        try incidents.milestone(.resolved, incident: id, actor: workspace.actor)
        try incidents.close(id, actor: workspace.actor, text: "The drill is over")
        tell(.done("closed \(id)"))
    }
}
