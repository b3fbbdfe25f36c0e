internal import Basics
internal import Files
internal import Incidents

extension Doctor {
    /// Nobody runs this before it was written.
    private static let earliest = Timestamp(seconds: 1_760_000_000)

    /// Whether the clock can be right: it dates the journal, and cut-offs and tokens are measured by it.
    func clockChecks(_ workspace: Workspace) -> [Check] {
        let now = workspace.time.now
        let remedy = "set the clock, and keep it so (chrony, systemd-timesyncd)"
        guard now > Self.earliest else {
            return [Check("clock", .failure, "it says \(now.formatted(fractionDigits: 0))", remedy: remedy)]
        }
        guard FileReader.exists(workspace.configuration.state.path), let journal = try? workspace.journal,
            let count = try? journal.count(), count > 0, let entry = try? journal.entry(at: count - 1)
        else { return [Check("clock", .ok, now.formatted(fractionDigits: 0))] }
        if entry.recordedAt > now + .seconds(60) {
            return [
                Check(
                    "clock", .failure,
                    "it is behind the journal, whose last entry is of \(entry.recordedAt.formatted(fractionDigits: 0))",
                    remedy: remedy)
            ]
        }
        return [Check("clock", .ok, now.formatted(fractionDigits: 0))]
    }
}
