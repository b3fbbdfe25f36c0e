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
            + "\nUndo: firebreak flags restore --lockdown \(lockdown) --yes"
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
    func text(width: Int, style: Style) -> String { text(style, isPlan: false) }

    /// - Parameter isPlan: whether it only would be done.
    func text(_ style: Style, isPlan: Bool) -> String {
        guard !flags.isEmpty else { return "Nothing to restore." }
        return flags.map { flag in
            let value = flag.value.map { String(describing: $0).printable } ?? "unknown"
            let line =
                switch flag.outcome {
                case .restored: "\(isPlan ? "Would restore" : style.green("Restored")) \(flag.flag) in \(flag.source): \(value)"
                case .alreadyThere: "\(style.green("As it was already")): \(flag.flag) in \(flag.source): \(value)"
                case .stillOverridden:
                    "\(flag.flag) in \(flag.source) is still overridden by \(flag.heldBy ?? "another"): \(value)"
                case .changedSince:
                    "\(style.yellow("Left alone")): \(flag.flag) in \(flag.source) was set to "
                        + "\(String(describing: flag.expected).printable), and somebody else has made it "
                        + "\(flag.found.map { String(describing: $0).printable } ?? "something else"); --force overrides that"
                case .failed: "\(style.red("Failed")): \(flag.flag) in \(flag.source)"
                }
            let isHeld = flag.heldBy != nil && flag.outcome != .stillOverridden
            let below = isHeld ? " (\(flag.heldBy ?? "") still overrides it)" : ""
            return line + below + (flag.outcome == .failed ? flag.message.map { "\n  " + $0.printable } ?? "" : "")
        }.joined(separator: "\n") + warnings.map { "\n" + style.yellow("! ") + $0.printable }.joined()
    }
}

extension RestorationPlan: CommandResult {
    func text(width: Int, style: Style) -> String { restoration.text(style, isPlan: true) }
}
