import Basics
import Response
import Sessions

extension RevocationReceipt: CommandResult {
    func text(width: Int, style: Style) -> String {
        let back = resurrected == 0 ? "" : ", \(resurrected) came back and went again"
        var lines = [
            "\(verified ? style.green("Revoked") : style.yellow("Revoked, not verified")): \(revoked) of \(matched) "
                + "matching session\(matched == 1 ? "" : "s") in \(store)\(back) "
                + "(\(examined) examined, \(rounded(duration.inSeconds)) s)",
            remaining.map { "Counted again: \($0) remain" } ?? "Not counted again",
        ]
        if undecodable > 0 {
            lines.append(
                style.yellow(
                    "\(undecodable) value\(undecodable == 1 ? "" : "s") could not be decoded and may hide a match"))
        }
        if let cutoff { lines.append("Tokens issued before \(cutoff.formatted(fractionDigits: 0)) are refused") }
        return (lines + warnings.map { style.yellow("! ") + $0.printable }).joined(separator: "\n")
    }
}

extension RevocationPlan: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = ["Would revoke \(matched) of \(examined) sessions in \(store): \(selector)"]
        if undecodable > 0 { lines.append("\(undecodable) values could not be decoded and would stay") }
        if setsCutoff { lines.append("Would set the cut-off: tokens issued before now would be refused") }
        return (lines + warnings.map { style.yellow("! ") + $0.printable }).joined(separator: "\n")
    }
}

extension SessionCount: CommandResult {
    func text(width: Int, style: Style) -> String {
        let what =
            selector.map { "\(matched) of \(examined) sessions in \(store): \($0)" }
            ?? "\(matched) sessions in \(store)"
        let unreadable = undecodable > 0 ? ["\(undecodable) values could not be decoded"] : []
        return ([what] + unreadable + warnings.map { style.yellow("! ") + $0.printable }).joined(separator: "\n")
    }
}

extension SessionListing: CommandResult {
    func text(width: Int, style: Style) -> String {
        var table = Table("user", "sessions", "roles", "fingerprints")
        for entry in principals {
            table.add(
                entry.principal ?? "(nobody)", String(entry.sessions), entry.roles.joined(separator: ", "),
                entry.fingerprints.joined(separator: " "))
        }
        var lines = table.isEmpty ? [] : [table.text(width: width, style: style)]
        let users = isComplete ? "\(principalCount)" : "at least \(principalCount)"
        lines.append("\(matched) sessions of \(users) user\(principalCount == 1 ? "" : "s") in \(store)")
        if principals.count < principalCount { lines.append("Shown: \(principals.count); --limit shows more") }
        if undecodable > 0 { lines.append("\(undecodable) values could not be decoded") }
        return (lines + warnings.map { style.yellow("! ") + $0.printable }).joined(separator: "\n")
    }
}

extension RevocationProgress {
    /// What the progress line says.
    var line: String {
        switch phase {
        case .revoking:
            "revoking: \(Int(fraction * 100)) %, \(examined) examined, \(revoked) revoked, \(Int(rate))/s\(timeLeftText)"
        case .watching:
            "watching" + (fraction > 0 ? ": \(Int(fraction * 100)) % of the time" : " for \(elapsed.rough)")
                + (resurrected > 0 ? ", \(resurrected) came back and went again" : ", nothing came back")
        case .verifying: "counting again: \(Int(fraction * 100)) %"
        }
    }

    private var timeLeftText: String { timeLeft.map { ", \($0.rough) left" } ?? "" }
}

/// A number of seconds with two digits after the point.
func rounded(_ seconds: Double) -> String {
    let hundredths = Int((seconds * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
}
