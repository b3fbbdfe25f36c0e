internal import Basics
internal import Incidents
internal import Secrets

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
        guard (try? workspace.hasState) == true, let journal = try? workspace.journal,
            let last = try? journal.lastRecorded()
        else { return [Check("clock", .ok, now.formatted(fractionDigits: 0))] }
        if last > now + .seconds(60) {
            return [
                Check(
                    "clock", .failure,
                    "it is behind the journal, whose last entry is of \(last.formatted(fractionDigits: 0))",
                    remedy: remedy)
            ]
        }
        if let hold = try? workspace.rotations.clockHold(lastRecorded: last, isLooking: true) {
            return [
                Check(
                    "clock", .warning, hold.message,
                    remedy: "look at the clock; where it is right, 'firebreak tick --trust-clock', else set it")
            ]
        }
        return [Check("clock", .ok, now.formatted(fractionDigits: 0))]
    }
}
