internal import JSON

extension ReportAction {
    /// What was done and what became of it, for readers outside: said by the kind of the action and by figures alone. Its own
    /// sentences have in them what somebody wrote on a command line, users and values of flags among it, and nobody can say
    /// what that gives away.
    var wordsForReadersOutside: (intent: String, outcome: String?) {
        let intent = Self.kindsForReadersOutside[action] ?? "Another action"
        guard outcome != nil else { return (intent, nil) }
        return (intent, "\(intent): " + (figureForReadersOutside.map { "\(status.words), \($0)" } ?? status.words))
    }

    /// How much it was, where that is known.
    private var figureForReadersOutside: String? {
        guard let receipt else { return nil }
        if action.hasPrefix("sessions."), let revoked = receipt["revoked"]?.integerValue {
            return "\(ReportText.counted(revoked, "session"))"
        }
        let flags = receipt.members(with: "flag").count
        return action.hasPrefix("flags.") && flags > 0 ? ReportText.counted(Int64(flags), "flag") : nil
    }

    private static let kindsForReadersOutside = [
        "sessions.revoke": "Revoke sessions", "sessions.watch": "Watch for sessions that come back",
        "secrets.add": "Add a secret", "secrets.import": "Add a secret", "secrets.rotate": "Rotate a secret",
        "secrets.advance": "Go on with a rotation", "secrets.rollback": "Take a rotation back",
        "secrets.retire": "Retire a secret's old version", "secrets.destroy": "Destroy retired versions",
        "secrets.rewrap": "Seal the keyring anew", "jwt.deny": "Refuse tokens",
        "flags.set": "Set a flag", "flags.restore": "Restore flags", "flags.lockdown": "Lock flags down",
        "flags.rollout": "Roll a flag out", "flags.rollout.advance": "Go on with a rollout",
        "timeline.import": "Import logs", "program.run": "Run a program", "report.write": "Write a report",
        "secrets.reveal": "Reveal a secret",
        "notify.send": "Notify", "notify.retry": "Notify again", "notify.drop": "Give a notification up",
    ]
}
