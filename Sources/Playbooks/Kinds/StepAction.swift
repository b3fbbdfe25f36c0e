public import Basics
public import Configuration
internal import Incidents
public import JSON
public import Response

/// What a step of some kind does: decoded when its variables are known, planned with read checks only, performed by the
/// operations of `Response`.
public protocol StepAction: Sendable {
    /// A sentence for editors.
    static var help: String { get }
    /// What may stand under its key.
    static var fields: [Field] { get }
    /// The field that a scalar in place of a mapping means; nil where there must be a mapping.
    static var shorthand: String? { get }
    /// The names of what it finds out, for `${steps.ID.NAME}`.
    static var outputs: [String] { get }
    /// Whether it changes anything: only such a step needs a compensation.
    var changes: Bool { get }
    /// What is done with one that was interrupted and of which nobody knows how far it came.
    var repetition: StepRepetition { get }
    /// Whether it can be told to stop.
    static var isInterruptible: Bool { get }
    /// What the identifier stands for that links its intents and outcomes in the journal.
    static var operations: StepOperations { get }

    init(_ fields: FieldReader) throws(ConfigurationError)

    /// Why it cannot be undone, in a few words; nil where it can.
    var irreversibility: String? { get }
    /// What would happen, after the same checks; changes nothing.
    func forecast(_ context: StepContext) throws -> StepForecast
    /// Does it.
    func perform(_ context: StepContext) throws -> StepResult
}

extension StepAction {
    public static var shorthand: String? { nil }
    public static var outputs: [String] { [] }
    public var changes: Bool { true }
    public var repetition: StepRepetition { .isSafe }
    public static var isInterruptible: Bool { false }
    public static var operations: StepOperations { .one }
    public var irreversibility: String? { nil }
}

/// What is done with a step that was interrupted.
public enum StepRepetition: Sendable {
    /// It is done again: that comes to the same, or goes on where it stopped.
    case isSafe
    /// Somebody is asked, with this as the reason.
    case asks(String)
}

/// What the identifier of a step's operation stands for.
public enum StepOperations: Sendable {
    /// One operation: where the journal has its outcome the step is done, and where it failed another is begun.
    case one
    /// Several, so that an outcome says nothing of the step.
    case several
    /// One that goes on however often it is tried: what it has queued is not queued again.
    case same
}

/// What would happen.
public struct StepForecast: Sendable {
    /// A line for people.
    public let summary: String
    /// Whether the checks are as they should be.
    public let isGood: Bool
    /// What it found out, where it only reads and therefore was asked in earnest.
    public let outputs: JSONObject?
    /// The operation's plan, for programs.
    public let plan: JSONValue

    public init(_ summary: String, isGood: Bool = true, outputs: JSONObject? = nil, plan: JSONValue = .null) {
        self.summary = summary
        self.isGood = isGood
        self.outputs = outputs
        self.plan = plan
    }
}

/// What a step did.
public struct StepResult: Sendable {
    /// Whether it came out as it should.
    public let isGood: Bool
    /// A line for people.
    public let summary: String
    /// What it found out.
    public let outputs: JSONObject
    /// All that it found, for the evidence and for programs.
    public let details: JSONValue
    /// The incident that it opened, to which what follows belongs.
    public var opened: String?
    /// Whether the journal has it already, by an operation's outcome or an entry of its own.
    public var hasJournalled: Bool

    public init(
        isGood: Bool = true, _ summary: String, outputs: JSONObject = [:], details: JSONValue = .null, opened: String? = nil,
        hasJournalled: Bool = true
    ) {
        self.isGood = isGood
        self.summary = summary
        self.outputs = outputs
        self.details = details
        self.opened = opened
        self.hasJournalled = hasJournalled
    }
}

/// What a step has at hand.
public struct StepContext: Sendable {
    public let workspace: Workspace
    /// The variables to which `${env:NAME}` refers, the run's secret inputs among them.
    public let environment: [String: String]
    /// The variables that a program gets: those of this process.
    public let programEnvironment: [String: String]
    /// The run.
    public let run: String
    /// The step, with the calls that lead to it: `rotate/keys`.
    public let step: String
    /// What links its intent with its outcome in the journal.
    public let operation: String
    /// The incident that it belongs to.
    public let incident: String?
    public let reason: String?
    /// When it was first begun, in this run or before it was interrupted; where it failed, when it was begun again.
    public let startedAt: Timestamp
    /// When the run was begun.
    public let runStartedAt: Timestamp
    public let timeout: Duration?
    /// True when it is to stop: Ctrl-C, or its time is up.
    public let isCancelled: @Sendable () -> Bool
    /// True once somebody wants the run to stop.
    public let isInterrupted: @Sendable () -> Bool
    /// Takes the run's secrets out of texts.
    public let redaction: Redaction
    /// Asks a person to confirm something; nil where nobody can be asked now.
    public let confirm: @Sendable (_ step: String, _ text: String) throws -> Confirmation?

    /// A file of a playbook: a relative path is below the configuration's folder.
    func path(_ text: String) -> String { text.hasPrefix("/") ? text : "\(workspace.configuration.directory)/\(text)" }

    /// The incident to which what is done now belongs: the run's; where it has none, the only one that is open. Where
    /// several are it is none: a run does not stop because somebody opens another.
    var presentIncident: String? { incident ?? (try? workspace.incident(nil))?.id }

    /// Carries an operation out, with its intent before and its outcome after in the journal.
    func carryOut<Task: Operation>(_ operation: Task) throws -> Task.Receipt {
        try workspace.carryOut(operation, unattendedFor: presentIncident, reason: reason, identifier: self.operation)
    }

    /// Carries an operation out and makes the step's result of its receipt.
    func result<Task: Operation>(of operation: Task, _ names: [String]) throws -> StepResult {
        let receipt = try carryOut(operation)
        let details = try JSONValue(encoding: receipt)
        var outputs: JSONObject = [:]
        for name in names { outputs[name] = details[name] ?? .null }
        return StepResult(isGood: receipt.status == .done, receipt.summary, outputs: outputs, details: details)
    }
}

/// What a person said of something that had to be done by hand.
public enum Confirmation: Sendable {
    /// It is done, with a note.
    case done(note: String?)
    /// It could not be done, and why.
    case refused(note: String?)
}
