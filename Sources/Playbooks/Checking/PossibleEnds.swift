internal import Configuration

/// How the steps before a point can have ended when the run comes to it, and which values the inputs can have.
struct PossibleEnds {
    private var ends: [String: Set<StepCondition.StepEnd>] = [:]
    private let inputs: [PlaybookInput]

    init(inputs: [PlaybookInput]) { self.inputs = inputs }

    /// A step that failed lets the run come further only where it says so.
    mutating func add(_ step: PlaybookStep) {
        var possible: Set<StepCondition.StepEnd> = step.fails ? [] : [.done]
        if step.onFailure == .continue { possible.insert(.failed) }
        if step.condition != nil { possible.insert(.skipped) }
        ends[step.id] = possible
    }

    /// Whether a condition can hold at all.
    func canHold(_ condition: StepCondition) -> Bool { outcomes(condition).contains(true) }

    private func outcomes(_ condition: StepCondition) -> Set<Bool> {
        switch condition {
        case .step(let id, let end, _):
            guard let possible = ends[id] else { return [true, false] }
            return Set(possible.map { $0 == end })
        case .input(let name, .equals(let value), _):
            guard let input = inputs.first(where: { $0.name == name }) else { return [true, false] }
            let values = input.type == .boolean ? ["true", "false"] : input.choices
            return values.isEmpty || values.contains(value) ? [true, false] : [false]
        case .input(let name, .exists, _):
            guard let input = inputs.first(where: { $0.name == name }) else { return [true, false] }
            return input.isRequired || input.fallback != .null ? [true] : [true, false]
        case .input, .output, .system: return [true, false]
        case .not(let inner): return Set(outcomes(inner).map { !$0 })
        case .all(let parts):
            let all = parts.map(outcomes)
            var possible: Set<Bool> = []
            if all.allSatisfy({ $0.contains(true) }), !contradicts(parts) { possible.insert(true) }
            if all.contains(where: { $0.contains(false) }) || contradicts(parts) { possible.insert(false) }
            return possible
        case .any(let parts):
            let all = parts.map(outcomes)
            var possible: Set<Bool> = []
            if all.contains(where: { $0.contains(true) }) { possible.insert(true) }
            if all.allSatisfy({ $0.contains(false) }) { possible.insert(false) }
            return possible
        }
    }

    /// Whether two ends of one step, or two values of one input, are wanted at once.
    private func contradicts(_ parts: [StepCondition]) -> Bool {
        var wanted: [String: String] = [:]
        for part in parts {
            let (subject, value): (String, String)
            switch part {
            case .step(let id, let end, _): (subject, value) = ("step \(id)", end.rawValue)
            case .input(let name, .equals(let text), _) where inputs.first(where: { $0.name == name })?.type != .list:
                (subject, value) = ("input \(name)", text)
            default: continue
            }
            if let other = wanted[subject], other != value { return true }
            wanted[subject] = value
        }
        return false
    }

    /// Why a condition cannot hold.
    func reason(_ condition: StepCondition) -> String {
        switch condition {
        case .step(let id, .failed, _): "the run does not come this far when '\(id)' fails"
        case .step(let id, .skipped, _): "'\(id)' has no condition, and is never skipped"
        case .step(let id, .done, _): "'\(id)' is never done"
        case .input(let name, .equals(let value), _): "the input '\(name)' is never '\(value)'"
        default: "\(condition) never holds"
        }
    }

    func hint(_ condition: StepCondition) -> String? {
        if case .step(let id, .failed, _) = condition { return "say 'onFailure: continue' at '\(id)'" }
        return nil
    }
}
