import Basics
import Response
import Secrets

extension AddOutcome: CommandResult {
    func text(width: Int, style: Style) -> String {
        (["\(style.green("Added")) \(name), version \(version) (\(kind), fingerprint \(fingerprint))"]
            + warnings.map { style.yellow("! ") + $0.printable }).joined(separator: "\n")
    }
}

extension AddSecret.Plan: CommandResult {
    func text(width: Int, style: Style) -> String {
        "Would add \(name) (\(kind)), its value \(generated ? "generated" : "as given")"
    }
}

extension RotationOutcome: CommandResult {
    func text(width: Int, style: Style) -> String {
        let what = previousVersion.map { "version \($0) → \(version)" } ?? "first version \(version)"
        var lines = [
            "\(status == .done ? style.green("Rotated") : style.yellow("Not finished")): \(name), \(what), \(stage.rawValue)"
        ]
        lines += destinations.map { "  \($0.name.printable): \($0.state)" }
        if let trouble { lines.append(trouble.text(style)) }
        if let nextStep {
            lines.append(
                "Next: \(nextStep.rawValue)"
                    + (nextStepAt.map { " at \($0.formatted(fractionDigits: 0)) ('firebreak tick' does it)" } ?? ""))
        }
        if residualTrustSeconds > 0 {
            lines.append("The old value may be accepted for \(Duration.seconds(residualTrustSeconds).rough) more")
        }
        lines += residualTrust.map { "  by \($0.name), \(Duration.seconds($0.ttlSeconds).rough) after it is retired" }
        lines += cutoffs.map {
            "Tokens issued before \($0.at.formatted(fractionDigits: 0)) are refused (store \($0.store.printable))"
        }
        return (lines + warnings.map { style.yellow("! ") + $0.printable }).joined(separator: "\n")
    }
}

extension SecretDetails: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = ["\(style.bold(summary.name)) \(summary.kind)"]
        if let at = summary.rotatesAt {
            lines.append(
                "rotates at \(at.formatted(fractionDigits: 0))" + (summary.overdue ? style.yellow(", overdue") : ""))
        }
        lines.append("overlap \(Duration.seconds(overlapSeconds).compact)")
        var table = Table("version", "stage", "fingerprint", "kid", "created")
        for version in liveVersions { table.add(version) }
        if !table.isEmpty { lines.append(table.text(width: width, style: style)) }
        lines += summary.destinations.map { "to \($0.printable)" }
        if let rotation = unfinishedRotation {
            lines.append(
                "rotation \(rotation.rotation) is \(rotation.state.rawValue)"
                    + (rotation.nextStepAt.map { ", next step at \($0.formatted(fractionDigits: 0))" } ?? ""))
            if let remark = rotation.adoptionRemark { lines.append("adoption is not proven: \(remark.printable)") }
        }
        if let trouble = summary.trouble { lines.append(trouble.text(style)) }
        return lines.joined(separator: "\n")
    }
}

extension SecretHistory: CommandResult {
    func text(width: Int, style: Style) -> String {
        var table = Table("version", "stage", "fingerprint", "kid", "created")
        for version in versions { table.add(version) }
        var lines = ["\(style.bold(name)) \(kind)", table.text(width: width, style: style)]
        for rotation in rotations {
            lines.append(
                "\(rotation.startedAt.formatted(fractionDigits: 0))  rotation \(rotation.rotation): "
                    + "\(rotation.previousVersion.map(String.init) ?? "-") → \(rotation.version), \(rotation.state.rawValue)"
                    + (rotation.compromised ? ", compromised" : ""))
        }
        if let trouble { lines.append(trouble.text(style)) }
        return lines.joined(separator: "\n")
    }
}

extension RotationTrouble {
    fileprivate func text(_ style: Style) -> String {
        let line = style.yellow(isParked ? "PARKED " : "! ") + summary.printable
        return hint.map { "\(line)\n  hint: \($0.printable)" } ?? line
    }
}

extension Table {
    fileprivate mutating func add(_ version: SecretVersion) {
        add(
            String(version.version), version.stage.rawValue, version.fingerprint, version.keyID ?? "-",
            version.createdAt.formatted(fractionDigits: 0))
    }
}

extension RevealSecret.Receipt: CommandResult {
    func text(width: Int, style: Style) -> String { "Wrote \(name) to \(output ?? "standard output") (0600)" }
}

extension RehearsalReport: CommandResult {
    func text(width: Int, style: Style) -> String {
        let milliseconds = { (seconds: Double) in "\((seconds * 10_000).rounded() / 10) ms" }
        var lines = ["\(style.green("Rehearsed")) the rotation of \(name) (\(kind)); nothing was changed"]
        lines.append("  checks before anything is touched: \(milliseconds(checkSeconds))")
        lines += steps.map { "  \($0.step.rawValue): \(milliseconds($0.seconds))" }
        lines += destinations.map {
            "  \($0.name.printable): checked in \(milliseconds($0.checkSeconds)), written in "
                + "\(milliseconds($0.writeSeconds)) (\($0.shadow))"
        }
        return (lines + warnings.map { style.yellow("! ") + $0.printable }).joined(separator: "\n")
    }
}

extension RotationPlan: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = [
            "Would rotate \(style.bold(name)) (\(kind)), now \(currentVersion.map { "version \($0)" } ?? "without a version")"
        ]
        for destination in destinations {
            let held =
                destination.version.map { "holds version \($0)" }
                ?? (destination.holds == "unknown"
                    ? "holds a value that would be taken into the keyring first" : "holds none")
            lines.append("  \(destination.name.printable): \(held)")
        }
        if let interruption {
            lines.append(
                style.yellow("! ")
                    + "from \(interruption.from.formatted(fractionDigits: 0)) until \(interruption.until): \(interruption.what)"
            )
        }
        for step in steps { lines.append("  \(step.at.formatted(fractionDigits: 0))  \(step.step.rawValue)") }
        lines += cutoffStores.map { "Tokens issued before would be refused (store \($0.printable))" }
        if residualTrustSeconds > 0 {
            lines.append(
                "The old value may be accepted for \(Duration.seconds(residualTrustSeconds).rough) after the promotion")
        }
        lines += residualTrust.map { "  by \($0.name), \(Duration.seconds($0.ttlSeconds).rough) after it is retired" }
        return (lines + warnings.map { style.yellow("! ") + $0.printable }).joined(separator: "\n")
    }
}
