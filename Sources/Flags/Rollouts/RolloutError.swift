public import Basics

/// Why something about a rollout could not be done.
public enum RolloutError: Failure {
    /// The steps are not percentages that rise.
    case invalidSteps
    /// The flag has a rollout that is not finished.
    case underWay(flag: String, id: String, state: RolloutState)
    /// The flag is overridden, so that there would be something between it and the rollout.
    case overridden(flag: String, source: String, override: String, actor: String)
    /// There is no such rollout.
    case notFound(flag: String)
    /// Several sources have a rollout of a flag of that name.
    case ambiguous(flag: String, sources: [String])
    /// Gates that are not configured.
    case unknownGates([String], known: [String])
    /// Gates that are bad or not known before anything is begun.
    case gatesNotGood([GateWatch])
    /// The rollout is in a state in which that cannot be done.
    case wrongState(flag: String, state: RolloutState, wanted: String)
    /// The flag is not as the rollout left it.
    case changedOutside(flag: String, reason: String)
    /// Somebody else is at it.
    case busy(flag: String)
    /// A row of the state is not what was written there.
    case damagedState(id: String)

    public var message: String {
        switch self {
        case .invalidSteps: "the steps are not percentages from 1 to 100, each larger than the one before"
        case .underWay(let flag, let id, let state):
            "'\(flag.printable)' has a rollout that is not finished: \(id), \(state.rawValue)"
        case .overridden(let flag, let source, let override, let actor):
            "'\(flag.printable)' in '\(source)' is overridden by \(actor.printable) (\(override))"
        case .notFound(let flag): "'\(flag.printable)' has no rollout"
        case .ambiguous(let flag, _): "several sources have a rollout of '\(flag.printable)'"
        case .unknownGates(let names, _):
            "no gate is called \(names.map { "'\($0.printable)'" }.joined(separator: " or ")) in the configuration"
        case .gatesNotGood(let watches):
            "it was not begun: "
                + watches.map { "the gate \($0.gate) is \($0.result.rawValue) (\($0.reading))" }.joined(separator: "; ")
        case .wrongState(let flag, let state, let wanted):
            "the rollout of '\(flag.printable)' is \(state.rawValue) and cannot be \(wanted)"
        case .changedOutside(let flag, let reason): "the rollout of '\(flag.printable)' does not go on: \(reason)"
        case .busy(let flag): "somebody else is at work on the rollout of '\(flag.printable)'"
        case .damagedState(let id): "the state of the rollout \(id.printable) cannot be read"
        }
    }

    public var hint: String? {
        switch self {
        case .invalidSteps: "for example --steps 10,50,100"
        case .underWay(let flag, _, _):
            "'firebreak flags rollout status \(flag)' shows it; roll it back or abandon it before another"
        case .overridden(let flag, _, _, _): "'firebreak flags restore \(flag)' takes the override away"
        case .notFound: "'firebreak flags rollout list --all' shows those that there are"
        case .ambiguous(_, let sources): "name one with --source: \(sources.joined(separator: ", "))"
        case .unknownGates(_, let known):
            known.isEmpty ? "add one under 'gates:' in firebreak.yaml" : "there are: \(known.joined(separator: ", "))"
        case .gatesNotGood: "'firebreak probe' asks by hand; nothing was changed"
        case .wrongState: "'firebreak flags rollout status' shows where it stands"
        case .changedOutside(let flag, _):
            "put the flag back as the rollout left it, or 'firebreak flags rollout rollback \(flag) --force', or abandon it"
        case .busy: "try again in a moment"
        case .damagedState: "restore the state from a backup; the flag itself was left alone"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .invalidSteps: .usage
        case .underWay, .overridden, .wrongState: .refused
        case .notFound: .inputNotFound
        case .ambiguous: .usage
        case .unknownGates: .configuration
        case .gatesNotGood(let watches): watches.contains { $0.result == .unknown } ? .unavailable : .checkFailed
        case .changedOutside: .partial
        case .busy: .busy
        case .damagedState: .internalError
        }
    }
}
