public import Basics
internal import Probes

/// A question about the running system, and what a rollout does when the answer is bad for too long:
/// `error-rate: {prometheus: {url: …, query: …}, when: "> 0.05", for: 5m, action: rollback}`.
public struct Gate: Sendable {
    /// Its name in the configuration.
    public let name: String
    /// What it does.
    public let action: GateAction
    /// How long it must be bad before that.
    public let duration: Duration
    /// How long nothing may be known before the rollout pauses.
    public let patience: Duration
    private let question: @Sendable ([String: String], Timestamp) throws -> any ProbeOutcome

    /// A gate over a probe: it is bad where the probe's expectation is not met.
    init(
        name: String, action: GateAction, for duration: Duration = .zero, patience: Duration = .zero,
        asking probe: some Probe
    ) {
        self.name = name
        self.action = action
        self.duration = duration
        self.patience = patience
        question = { environment, now in try probe.ask(environment, at: now) }
    }

    /// Asks. What cannot be asked is not known; nothing is thrown.
    public func read(_ environment: [String: String], at now: Timestamp) -> GateReading {
        do {
            let outcome = try question(environment, now)
            let result: GateReading.Result =
                switch outcome.verdict {
                case .met: .good
                case .notMet: .bad
                case .empty, .notANumber, .incomplete, .unreachable, .refused: .unknown
                }
            return GateReading(result: result, text: outcome.summary)
        } catch {
            return GateReading(
                result: .unknown, text: (error as? any Failure)?.message.printable ?? "it cannot be asked")
        }
    }
}

/// What a rollout does when a gate has been bad for long enough.
public enum GateAction: String, Sendable, Codable, CaseIterable {
    /// Everybody gets at once what they had before.
    case rollback
    /// The steps are taken back one by one, with the hold between them.
    case rollbackInSteps
    /// Nothing more happens until somebody says so.
    case pause
    /// It is said, and the rollout goes on.
    case `continue`
}

/// What a gate showed.
public struct GateReading: Sendable, Hashable {
    public enum Result: String, Sendable, Codable {
        case good
        case bad
        /// There is no data, or no answer: that is never good.
        case unknown
    }

    public let result: Result
    /// What was found, in a sentence that is fit for a terminal and holds nothing secret.
    public let text: String

    public init(result: Result, text: String) {
        self.result = result
        self.text = text
    }
}
