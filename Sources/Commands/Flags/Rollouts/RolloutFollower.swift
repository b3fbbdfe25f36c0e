import Basics
import Flags
import Response

/// Carries a rollout on in the foreground, with progress, until it is done, rolled back or paused. Ctrl-C leaves it for
/// `tick`.
struct RolloutFollower {
    private let workspace: Workspace
    private let console: Console
    private let every: Duration?

    init(_ workspace: Workspace, _ console: Console, every: Duration?) {
        self.workspace = workspace
        self.console = console
        self.every = every
    }

    func follow(_ begun: Rollout) throws -> ExitStatus {
        let line = ProgressLine(console)
        var rollout = begun
        console.remark(rollout.summary.printable)
        try Interruption.stoppable {
            while !rollout.isFinished, rollout.state != .paused, !Interruption.isWished() {
                try look(&rollout, line)
                guard !rollout.isFinished, rollout.state != .paused else { break }
                let wake = workspace.time.now + min(interval(of: rollout), rollout.remaining ?? .seconds(1))
                repeat {
                    line.show(progress(rollout))
                    pause(.milliseconds(100))
                } while workspace.time.now < wake && !Interruption.isWished()
            }
        }
        line.clear()
        try console.show(rollout)
        switch rollout.state {
        case .done: return .done
        case .rolledBack: return .checkFailed
        case .paused: return .partial
        default:
            console.remark("It is not finished: 'firebreak tick' carries it on.")
            return .partial
        }
    }

    /// One look, and the move that is due. What another firebreak is at work on is looked at again.
    private func look(_ rollout: inout Rollout, _ line: ProgressLine) throws {
        do {
            let (seen, move) = try workspace.watchRollout(rollout)
            rollout = seen
            guard let move else {
                rollout = try workspace.rollout(of: rollout.flag, source: rollout.source)
                return
            }
            rollout = try workspace.carryOut(MoveRollout(seen, move), unattendedFor: seen.cause.incident)
            line.clear()
            console.remark(rollout.summary.printable)
        } catch let failure as any Failure where failure.status == .busy {
            rollout = try workspace.rollout(of: rollout.flag, source: rollout.source)
        } catch let failure as any Failure where rollout.state == .rollingBack || failure.status == .unavailable {
            // What goes back is tried until it has gone back.
            line.clear()
            console.warn(failure.message)
            rollout = try workspace.rollout(of: rollout.flag, source: rollout.source)
        }
    }

    /// Twenty looks in a hold, at least one in 15 s and at most one a second.
    private func interval(of rollout: Rollout) -> Duration {
        every ?? min(.seconds(15), max(.seconds(1), rollout.course.hold / 20))
    }

    private func progress(_ rollout: Rollout) -> String {
        var text = "\(rollout.flag): \(rollout.state.rawValue), step \(rollout.step) of \(rollout.course.steps.count), "
            + "\(rollout.percent) %"
        if let remaining = rollout.remaining, let at = rollout.watchedAt {
            let left = max(.zero, remaining - (workspace.time.now - at))
            text += ", \(left.rounded.compact) left"
        }
        for watch in rollout.watches { text += " · \(watch.gate) \(watch.result.rawValue): \(watch.reading)" }
        return text
    }
}
