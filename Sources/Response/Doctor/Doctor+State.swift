internal import Basics
internal import Files
internal import Incidents
internal import Secrets
internal import State

extension Doctor {
    /// Files that only their owner may read, the database, the keyring, the journal.
    func stateChecks(_ workspace: Workspace) -> [Check] {
        let path = workspace.configuration.state.path
        guard FileReader.exists(path) else {
            return [
                Check(
                    "state", .warning, "there is none yet at \(path)",
                    remedy: "the first action makes it, or 'firebreak init'")
            ]
        }
        var checks = modeChecks(workspace)
        checks += Check.of("state") {
            let answer = try workspace.database.read { session in
                try session.query("PRAGMA quick_check(3)").compactMap { row in
                    if case .text(let text)? = row.values.first { text } else { nil }
                }
            }
            return answer == ["ok"]
                ? [Check("state", .ok, path)]
                : [
                    Check(
                        "state", .failure, "the database is damaged: \(answer.joined(separator: "; "))",
                        remedy: "keep a copy of it, and put a backup in its place")
                ]
        }
        checks += Check.of("keyring") {
            _ = try workspace.keyring
            return [Check("keyring", .ok, "it opens")]
        }
        return checks + journalChecks(workspace)
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
        return checks
    }

    private func modeChecks(_ workspace: Workspace) -> [Check] {
        let configuration = workspace.configuration
        var places = [(configuration.state.directory, "folder", "700"), (configuration.state.path, "file", "600")]
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
