internal import Basics
internal import Files
internal import Flags
internal import Incidents
internal import Secrets

extension Workspace {
    /// How things stand, for Prometheus: the ages of secrets and when they rotate, what is overdue, under way or
    /// unfinished. Text exposition format 0.0.4; times are Unix seconds, lengths are seconds.
    ///
    /// - Parameter further: of what stands above this in the state: runs of playbooks.
    public func metrics(_ further: [MetricFamily] = []) throws -> String {
        let families =
            try secretMetrics() + responseMetrics() + rolloutMetrics() + outboxMetrics() + further + [
                MetricFamily("firebreak_build_info", "The version of firebreak, as a label.").adding(
                    ["version": firebreakVersion], 1),
                MetricFamily("firebreak_collected_timestamp_seconds", "When these were collected.", time.now.inSeconds),
            ]
        return families.map(\.text).joined()
    }

    /// Writes the metrics to a file for node_exporter's textfile collector: whole or not at all, readable by all.
    public func writeMetrics(to path: String, _ further: [MetricFamily] = []) throws {
        try AtomicFile.replace(path, with: Array(metrics(further).utf8), mode: 0o644)
    }

    private func secretMetrics() throws -> [MetricFamily] {
        var age = MetricFamily("firebreak_secret_age_seconds", "How long ago the current version was made.")
        var next = MetricFamily("firebreak_secret_rotates_timestamp_seconds", "When the next routine rotation is due.")
        var overdue = MetricFamily("firebreak_secret_overdue", "1 where a routine rotation is due.")
        var state = MetricFamily("firebreak_rotation_state", "1 for the state of a rotation that is not finished.")
        var step = MetricFamily(
            "firebreak_rotation_next_step_timestamp_seconds", "When the next step of an unfinished rotation is due.")
        var parked = MetricFamily(
            "firebreak_rotation_parked", "1 where a rotation waits for somebody: it failed too often, or for good.")
        var attempts = MetricFamily(
            "firebreak_rotation_failed_attempts", "How often in a row the next step of a rotation has failed.")
        let unfinished = try rotations.unfinishedRotations()
        for secret in try secretSummaries() {
            let labels: KeyValuePairs = ["secret": secret.name, "kind": secret.kind]
            if let createdAt = secret.createdAt { age.add(labels, (time.now - createdAt).inSeconds) }
            if let rotatesAt = secret.rotatesAt { next.add(labels, rotatesAt.inSeconds) }
            overdue.add(labels, secret.overdue ? 1 : 0)
            parked.add(["secret": secret.name], secret.trouble?.isParked == true ? 1 : 0)
            if let trouble = secret.trouble {
                attempts.add(["secret": secret.name, "step": trouble.step.rawValue], Double(trouble.attempts))
            }
            guard let rotation = unfinished[secret.name] else { continue }
            state.add(["secret": secret.name, "state": rotation.state.rawValue], 1)
            if let at = rotation.nextStepAt { step.add(["secret": secret.name], at.inSeconds) }
        }
        return [age, next, overdue, parked, attempts, state, step]
    }

    private func rolloutMetrics() throws -> [MetricFamily] {
        var state = MetricFamily("firebreak_rollout_state", "1 for the state of a rollout that is not finished.")
        var percent = MetricFamily("firebreak_rollout_percent", "For how many percent of its users a flag is changed.")
        var since = MetricFamily("firebreak_rollout_state_since_timestamp_seconds", "Since when it is in its state.")
        var watched = MetricFamily(
            "firebreak_rollout_watched_timestamp_seconds", "When its gates were looked at last; old where no timer ticks.")
        var gate = MetricFamily("firebreak_rollout_gate", "1 for what a gate of a rollout showed last.")
        for rollout in try rollouts.list() {
            let labels: KeyValuePairs = ["flag": rollout.flag, "source": rollout.source]
            state.add(["flag": rollout.flag, "source": rollout.source, "state": rollout.state.rawValue], 1)
            percent.add(labels, Double(rollout.percent))
            since.add(labels, rollout.stateSince.inSeconds)
            if let at = rollout.watchedAt { watched.add(labels, at.inSeconds) }
            for watch in rollout.watches {
                gate.add(
                    ["flag": rollout.flag, "source": rollout.source, "gate": watch.gate, "result": watch.result.rawValue], 1)
            }
        }
        return [state, percent, since, watched, gate]
    }

    private func responseMetrics() throws -> [MetricFamily] {
        var open = MetricFamily("firebreak_incidents_open", "Incidents that are not closed, by severity.")
        let incidents = try self.incidents.list().filter { $0.closedAt == nil }
        for severity in Severity.allCases {
            open.add(["severity": severity.rawValue], Double(incidents.count { $0.severity == severity }))
        }
        let live = try overrides.live()
        let followUps = try self.incidents.followUps(isDone: false)
        return [
            open,
            MetricFamily("firebreak_followups_open", "Follow-ups that are not done.", Double(followUps.count)),
            MetricFamily(
                "firebreak_followups_overdue", "Follow-ups whose time is over and that are not done.",
                Double(followUps.count { $0.isOverdue(time.now) })),
            MetricFamily("firebreak_flag_overrides", "Flags that are overridden.", Double(live.count)),
            MetricFamily(
                "firebreak_flag_overrides_expired", "Overrides whose time is over and that are not put back.",
                Double(try overrides.expired(time.now).count)),
            MetricFamily("firebreak_journal_entries", "Entries of the journal.", Double(try journal.count())),
            MetricFamily(
                "firebreak_operations_unfinished", "Operations whose intent stands in the journal without an outcome.",
                Double(try journal.unfinished().count)),
        ]
    }
}

extension MetricFamily {
    fileprivate func adding(_ labels: KeyValuePairs<String, String>, _ value: Double) -> MetricFamily {
        var family = self
        family.add(labels, value)
        return family
    }
}

extension Timestamp {
    var inSeconds: Double { Double(microseconds) / 1e6 }
}
