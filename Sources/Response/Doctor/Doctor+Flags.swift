internal import Basics
internal import Flags

extension Doctor {
    /// Each source of flags can be read; no override has outlived its time.
    func flagChecks(_ workspace: Workspace) -> [Check] {
        var checks = workspace.configuration.flags.flatMap { configuration in
            let subject = "flags \(configuration.name)"
            return Check.of(subject) {
                let count = try configuration.open(workspace.environment).list().count
                guard count > 0 else {
                    return [
                        Check(
                            subject, .warning, "there is no flag in it", remedy: "check where it is, or write one there"
                        )
                    ]
                }
                return [Check(subject, .ok, "\(count) flag\(count == 1 ? "" : "s")")]
            }
        }
        guard (try? workspace.hasState) == true else { return checks }
        checks += Check.of("flags") {
            try workspace.expiredOverrides().map { override in
                Check(
                    "flags \(override.source)", .warning,
                    "the override of \(override.flag) has run out and still holds",
                    remedy: "'firebreak tick' puts it back; let a timer run it")
            }
        }
        return checks + rolloutChecks(workspace)
    }

    /// No rollout waits for somebody, or for a timer that does not run.
    private func rolloutChecks(_ workspace: Workspace) -> [Check] {
        Check.of("rollouts") {
            try workspace.rollouts.list().compactMap { rollout in
                let subject = "rollout \(rollout.flag)"
                if rollout.state == .paused || rollout.failure != nil {
                    return Check(
                        subject, .warning, rollout.standing,
                        remedy: "'firebreak flags rollout resume', 'rollback' or 'abandon' \(rollout.flag)")
                }
                let age = workspace.time.now - (rollout.watchedAt ?? rollout.startedAt)
                guard age > Rollouts.longestGap else { return Check(subject, .ok, rollout.standing) }
                return Check(
                    subject, .warning, "its gates were last looked at \(Duration.seconds(age.components.seconds).compact) ago",
                    remedy: "let a timer run 'firebreak tick' once a minute: 'firebreak schedule' prints one")
            }
        }
    }

    /// Each gate gives an answer; what it is does not matter before a rollout.
    func gateChecks(_ workspace: Workspace) -> [Check] {
        workspace.configuration.gates.compactMap { entry in
            guard case .gate(let gate) = entry.kind else { return nil }
            let reading = gate.read(workspace.environment, at: workspace.time.now)
            guard reading.result == .unknown else {
                return Check("gate \(gate.name)", .ok, "\(reading.result.rawValue): \(reading.text)")
            }
            return Check(
                "gate \(gate.name)", .warning, reading.text, remedy: "a rollout that it watches would pause: see that it has data")
        }
    }
}
