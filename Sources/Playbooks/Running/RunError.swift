public import Basics

/// Why a run cannot be begun, resumed or approved.
public enum RunError: Failure {
    case notFound(String)
    /// There is nothing left to be done.
    case over(run: String, state: RunState)
    /// The playbook is not what it was.
    case changed(run: String, playbook: String)
    /// No such step is in the run, or it does not wait for approvals.
    case noApproval(step: String, waiting: [String])
    /// The key belongs to nobody in the configuration.
    case unknownKey(known: [String])
    case unknownResponder(String, known: [String])
    /// One person agreed twice.
    case approvedAlready(responder: String, step: String)
    /// A signature that is not its responder's.
    case forged(responder: String, step: String)
    /// A role that the approval asks for.
    case wrongRole(responder: String, roles: [String])
    /// Fewer responders than an approval asks for.
    case tooFewResponders(step: String, wanted: Int, found: Int)
    case noStep(String, known: [String])

    public var message: String {
        switch self {
        case .notFound(let id): "there is no run '\(id.printable)'"
        case .over(let run, let state): "\(run) is over: \(state.rawValue)"
        case .changed(let run, let playbook):
            "\(playbook), something that it calls, or the description of its system was changed since \(run) was begun"
        case .noApproval(let step, _): "the step '\(step.printable)' does not wait for approvals"
        case .unknownKey: "the key belongs to no responder of the configuration"
        case .unknownResponder(let name, _): "there is no responder '\(name.printable)' in the configuration"
        case .approvedAlready(let responder, let step): "\(responder) has agreed to '\(step)' already: another person has to"
        case .forged(let responder, let step): "the signature for '\(step)' is not \(responder)'s"
        case .wrongRole(let responder, let roles):
            "\(responder) has none of the roles \(roles.joined(separator: ", ")), which this approval asks for"
        case .tooFewResponders(let step, let wanted, let found):
            "'\(step)' wants \(wanted) people to agree, and the configuration has \(found) who may"
        case .noStep(let step, _): "the run has no step '\(step.printable)' that waits"
        }
    }

    public var hint: String? {
        switch self {
        case .notFound: "'firebreak playbook status' lists them"
        case .over: "'firebreak playbook run' begins another"
        case .changed: "look at what was changed; then --accept-changes goes on with it as it is now"
        case .noApproval(_, let waiting): waiting.isEmpty ? "no step of this run does" : "these do: \(waiting.joined(separator: ", "))"
        case .unknownKey(let known), .unknownResponder(_, let known):
            known.isEmpty ? "add it under 'responders:' in firebreak.yaml" : "there are: \(known.joined(separator: ", "))"
        case .approvedAlready: nil
        case .forged: "sign what 'firebreak playbook approve RUN STEP --print' prints"
        case .wrongRole: "let somebody approve it who has"
        case .tooFewResponders: "add them under 'responders:' in firebreak.yaml"
        case .noStep(_, let known): known.isEmpty ? nil : "these wait: \(known.joined(separator: ", "))"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .notFound, .noApproval, .noStep, .unknownResponder: .inputNotFound
        case .over: .usage
        case .changed, .approvedAlready, .forged, .wrongRole, .unknownKey: .refused
        case .tooFewResponders: .configuration
        }
    }
}
