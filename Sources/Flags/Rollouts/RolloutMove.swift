/// What a rollout does next.
public enum RolloutMove: Sendable, Hashable {
    /// Takes a step, counted from 1, or finishes one that was interrupted.
    case step(Int)
    /// Comes to its end: the flag stays as it is.
    case finish
    /// Stops until somebody says so.
    case pause(String)
    /// Begins to go back.
    case rollBack(gradually: Bool, reason: String)
    /// Goes back by another step, or finishes going back.
    case retreat
    /// Ends, since somebody has put the flag back.
    case end(String)
}

extension Rollout {
    /// A move as a sentence, for the journal.
    public func describe(_ move: RolloutMove) -> String {
        switch move {
        case .step(let number): "roll \(flag) out to \(course.steps[min(number, course.steps.count) - 1]) %"
        case .finish: "finish the rollout of \(flag)"
        case .pause(let reason): "pause the rollout of \(flag): \(reason)"
        case .rollBack(let gradually, let reason):
            "roll \(flag) back\(gradually ? " step by step" : " at once"): \(reason)"
        case .retreat: "roll \(flag) back by another step"
        case .end(let reason): "end the rollout of \(flag): \(reason)"
        }
    }
}
