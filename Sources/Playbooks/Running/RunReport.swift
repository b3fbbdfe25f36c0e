public import Basics

/// How a run stands, for whoever ran it or asks.
public struct RunReport: Sendable, Encodable {
    public let run: String
    public let playbook: String
    public let state: RunState
    public let incident: String?
    public let startedAt: Timestamp
    public let finishedAt: Timestamp?
    /// Who began it.
    public let actor: String
    public let steps: [Step]
    /// What has to be done before it goes on; nil where nothing.
    public let waitsFor: String?
    /// The step that waits.
    public let waitingStep: String?

    /// One step.
    public struct Step: Sendable, Encodable {
        public let step: String
        public let kind: String
        public let state: StepState
        public let summary: String?
        public let attempts: Int64
        public let startedAt: Timestamp
        public let finishedAt: Timestamp?
    }

    /// The status with which a command ends.
    public var status: ExitStatus { state.status }

    init(_ run: RunRecord, _ steps: [StepRecord]) {
        self.run = run.id
        playbook = run.playbook
        state = run.state
        incident = run.incident
        startedAt = run.startedAt
        finishedAt = run.finishedAt
        actor = run.actor
        self.steps = steps.map {
            Step(
                step: $0.step, kind: $0.kind, state: $0.state, summary: $0.summary, attempts: $0.attempts,
                startedAt: $0.startedAt, finishedAt: $0.finishedAt)
        }
        let waiting = steps.last { $0.state == .waiting }
        waitsFor = waiting?.summary
        waitingStep = waiting?.step
    }
}

/// What happens in a run, as it happens.
public enum RunEvent: Sendable {
    case began(run: String)
    case stepBegan(step: String, title: String?, kind: String)
    case stepEnded(step: String, state: StepState, summary: String)
    case retrying(step: String, attempt: Int, after: Duration)
    case compensating
}
