import Basics
import Flags
import Response

extension Rollout: CommandResult {
    func text(width: Int, style: Style) -> String {
        let mark =
            switch state {
            case .done: style.green(state.rawValue)
            case .paused, .rollingBack, .holdingBack, .abandoned: style.yellow(state.rawValue)
            case .rolledBack: style.red(state.rawValue)
            case .stepping, .holding, .baking: style.cyan(state.rawValue)
            }
        var lines = ["\(flag.printable) in \(source): \(mark), step \(step) of \(course.steps.count), \(percent) %"]
        if let remaining { lines[0] += ", \(remaining.rounded.compact) left" }
        if let reason { lines.append("  " + reason.printable) }
        if let failure { lines.append("  \(style.red("failed:")) \(failure.printable)") }
        for watch in watches {
            let word =
                switch watch.result {
                case .good: style.green("good")
                case .bad: style.red("bad")
                case .unknown: style.yellow("unknown")
                }
            let since = (watch.badSince ?? watch.unknownSince).map { " since \($0.formatted(fractionDigits: 0))" } ?? ""
            lines.append("  gate \(watch.gate): \(word)\(since), \(watch.reading.printable)")
        }
        if state == .paused { lines.append("  \(style.cyan("hint:")) flags rollout resume | rollback | promote | abandon") }
        return lines.joined(separator: "\n")
    }
}

/// An array of rollouts.
struct RolloutList: CommandResult {
    let rollouts: [Rollout]

    func encode(to encoder: any Encoder) throws { try rollouts.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        guard !rollouts.isEmpty else { return "No rollout is under way." }
        var table = Table("flag", "source", "state", "percent", "step", "left", "since", "by", "reason")
        for rollout in rollouts {
            table.add(
                rollout.flag, rollout.source, rollout.state.rawValue, "\(rollout.percent) %",
                "\(rollout.step)/\(rollout.course.steps.count)", rollout.remaining?.rounded.compact ?? "-",
                rollout.stateSince.formatted(fractionDigits: 0), rollout.cause.actor,
                rollout.reason ?? rollout.cause.reason ?? "")
        }
        return table.text(width: width, style: style)
    }
}

extension RolloutPlan: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = ["Would roll \(flag.printable) in \(source) out, from \(String(describing: from).printable):"]
        for (index, percent) in course.steps.enumerated() {
            let isLast = index == course.steps.count - 1
            lines.append("  \(percent) %, then \(isLast ? "bake" : "hold") for \((isLast ? course.bake : course.hold).compact)")
        }
        for watch in readings {
            let word = watch.result == .good ? style.green("good") : style.red(watch.result.rawValue)
            lines.append("  gate \(watch.gate): \(word), \(watch.reading.printable)")
        }
        return lines.joined(separator: "\n")
    }
}
