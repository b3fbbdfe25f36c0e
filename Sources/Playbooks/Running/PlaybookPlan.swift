public import Basics
internal import Configuration
public import JSON

/// What a run would do, in order, after every read check.
public struct PlaybookPlan: Sendable, Encodable {
    public let playbook: String
    public let title: String
    public let steps: [Step]

    /// One step.
    public struct Step: Sendable, Encodable {
        /// Its id, after those of the calls that lead to it.
        public let step: String
        public let kind: String
        public let title: String?
        public let forecast: Forecast
        /// What would happen, or why it is not known.
        public let summary: String
        /// Why it cannot be undone; nil where it can.
        public let irreversible: String?
        /// What undoes it where a later step fails.
        public let compensations: [String]
        /// How many people have to agree before.
        public let approvals: Int?
        /// What becomes of the run when it fails.
        public let onFailure: String
        /// The operation's own plan.
        public let plan: JSONValue
    }

    /// What is to be expected of a step.
    public enum Forecast: String, Sendable, Encodable {
        /// The checks are good.
        case ready
        /// It asks a question, and the answer is not good now.
        case notGood
        /// It cannot be done as things are.
        case impossible
        /// It depends on what earlier steps will find out.
        case unknown
        /// Its condition does not hold.
        case skipped
        /// A person does it.
        case manual
        /// Steps follow that belong to it.
        case group
    }

    /// 0, or 1 where a step cannot be done.
    public var status: ExitStatus { steps.contains { $0.forecast == .impossible } ? .checkFailed : .done }
}
