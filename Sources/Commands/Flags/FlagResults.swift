import Basics
import Flags
import Response

extension FlagReceipt: CommandResult {
    func text(width: Int, style: Style) -> String {
        let until = expiresAt.map { ", until \($0.formatted(fractionDigits: 0))" } ?? ""
        return
            ([
                "\(style.green("Set")) \(flag) in \(source): \(String(describing: from).printable) → "
                    + "\(String(describing: to).printable)\(until) (override \(override))"
            ]
            + warnings.map { style.yellow("! ") + $0.printable }).joined(separator: "\n")
    }
}

extension LockdownReceipt: CommandResult {
    func text(width: Int, style: Style) -> String {
        (["\(style.green("Locked down")): \(lockdown)"]
            + flags.map { "  " + $0.text(width: width, style: Style(isOn: false)) })
            .joined(separator: "\n")
    }
}

extension FlagsPlan: CommandResult {
    func text(width: Int, style: Style) -> String {
        changes.map { change in
            "Would set \(change.flag) in \(change.source): \(String(describing: change.prior.value).printable) → "
                + String(describing: change.target.value).printable
        }.joined(separator: "\n")
    }
}

extension Restoration: CommandResult {
    func text(width: Int, style: Style) -> String {
        guard !flags.isEmpty else { return "Nothing to restore." }
        return flags.map { flag in
            let value = flag.value.map { String(describing: $0).printable } ?? "unknown"
            let line =
                switch flag.outcome {
                case .restored: "\(style.green("Restored")) \(flag.flag) in \(flag.source): \(value)"
                case .alreadyThere: "\(style.green("As it was already")): \(flag.flag) in \(flag.source): \(value)"
                case .stillOverridden:
                    "\(flag.flag) in \(flag.source) is still overridden by \(flag.heldBy ?? "another"): \(value)"
                case .changedSince:
                    "\(style.yellow("Left alone")): \(flag.flag) in \(flag.source) was set to "
                        + "\(String(describing: flag.expected).printable), and somebody else has made it "
                        + "\(flag.found.map { String(describing: $0).printable } ?? "something else"); --force overrides that"
                case .failed: "\(style.red("Failed")): \(flag.flag) in \(flag.source)"
                }
            return line + (flag.message.map { "\n  " + $0.printable } ?? "")
        }.joined(separator: "\n") + warnings.map { "\n" + style.yellow("! ") + $0.printable }.joined()
    }
}
