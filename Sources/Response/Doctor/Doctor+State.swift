internal import Basics
internal import Files
internal import Incidents
internal import Secrets
internal import State

extension Doctor {
    /// Files that only their owner may read, the database, the keyring, the journal.
    func stateChecks(_ workspace: Workspace) -> [Check] {
        let path = workspace.statePlace
        var hasState = false
        let opening = Check.of("state") {
            hasState = try workspace.hasState
            return hasState
                ? []
                : [
                    Check(
                        "state", .warning, "there is none yet at \(path)",
                        remedy: "the first action makes it, or 'firebreak init'")
                ]
        }
        guard hasState else { return opening }
        var checks = modeChecks(workspace)
        checks += Check.of("state") {
            try workspace.database.findings().map { finding in
                let outcome: Check.Outcome =
                    switch finding.outcome {
                    case .good: .ok
                    case .doubtful: .warning
                    case .bad: .failure
                    }
                return Check("state", outcome, finding.text, remedy: finding.remedy)
            }
        }
        checks += Check.of("keyring") {
            _ = try workspace.keyring
            return [Check("keyring", .ok, "it opens")]
        }
        return checks + journalChecks(workspace) + furtherChecks(workspace)
    }

    private func journalChecks(_ workspace: Workspace) -> [Check] {
        var checks = Check.of("journal") {
            let verification = try workspace.verifyJournal()
            guard verification.isGood else {
                let more = verification.problems.count + verification.moreProblems - 1
                return [
                    Check(
                        "journal", .failure,
                        (verification.problems.first?.message ?? "") + (more > 0 ? ", and \(more) more problems" : ""),
                        remedy: "keep everything as it is: 'firebreak journal verify' says where it was changed")
                ]
            }
            let signed = verification.checkpoint == nil ? "no checkpoint yet" : "matches its last checkpoint"
            return [Check("journal", .ok, "\(verification.entries) entries, \(signed)")]
        }
        checks += Check.of("actions") {
            let unfinished = try workspace.journal.unfinished()
            return unfinished.isEmpty
                ? [Check("actions", .ok, "none was interrupted")]
                : unfinished.suffix(5).map {
                    Check(
                        "actions", .warning,
                        "begun \($0.recordedAt.formatted(fractionDigits: 0)) and without an outcome: \($0.summary)",
                        remedy: "if it is not running now, run the same command again, or 'firebreak tick'")
                }
        }
        checks += Check.of("follow-ups") {
            let overdue = try workspace.incidents.followUps(isDone: false).filter { $0.isOverdue(workspace.time.now) }
            return overdue.isEmpty
                ? [Check("follow-ups", .ok, "none is overdue")]
                : overdue.prefix(5).map { followUp in
                    Check(
                        "follow-ups", .warning,
                        "#\(followUp.position) of \(followUp.incident) was due \(followUp.due ?? "") "
                            + "(\(followUp.owner ?? "nobody has it")): \(followUp.text.prefix(200))",
                        remedy: "when it is done: firebreak incident followup done \(followUp.position)")
                }
        }
        return checks
    }

    private func modeChecks(_ workspace: Workspace) -> [Check] {
        let configuration = workspace.configuration
        var places = [(configuration.state.directory, "folder", "700")]
        if let file = configuration.state.file { places.append((file, "file", "600")) }
        if let key = try? configuration.unlock.keyFilePath(workspace.environment) {
            places.append((key, "file", "600"))
        }
        return places.compactMap { path, kind, wanted in
            // One that is missing is what opening the keyring complains of.
            guard let mode = (try? FilePermissions.of(path)) ?? nil, mode & 0o077 != 0 else { return nil }
            return Check(
                "permissions", .failure, "others may use the \(kind) \(path) (mode \(String(mode, radix: 8)))",
                remedy: "chmod \(wanted) \(path)")
        }
    }
}
