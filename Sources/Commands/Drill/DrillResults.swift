import Basics
import Response
import Sessions

extension DrillReceipt: CommandResult {
    func text(width: Int, style: Style) -> String {
        var table = Table("", "", elastic: 1)
        let revoked = revocations.reduce(0) { $0 + $1.revoked }
        let back = revocations.reduce(0) { $0 + $1.resurrected }
        table.add("contained", "\(revoked) sessions of \(sessions), \(rotations.count) secrets, \(flags) flags")
        table.add("in", "\(rounded(containedInSeconds)) s (the watch not counted)")
        table.add(
            "the bystander felt",
            "p50 \(rounded(bystander.during.p50)) ms, p99 \(rounded(bystander.during.p99)) ms, "
                + "max \(rounded(bystander.during.max)) ms (before: p99 \(rounded(bystander.before.p99)) ms)")
        table.add("came back", "\(back) times, revoked again each time (the attacker saved \(attackerSaves) times)")
        table.add("notifications", "\(notifications) arrived")
        let held = checks.count(where: \.passed)
        table.add("verified", "\(held) of \(checks.count) checks")
        var lines = [
            table.text(width: width, style: Style(isOn: false)).split(separator: "\n").dropFirst().joined(
                separator: "\n")
        ]
        for check in checks where !check.passed {
            lines.append("\(style.red("✗")) \(check.name): \(check.detail.printable)")
        }
        lines.append(verified ? style.green("Everything verified.") : style.red("Not everything verified."))
        lines += files.map { "  \($0)" }
        return lines.joined(separator: "\n")
    }
}
