internal import Basics
internal import Configuration
internal import JSON
internal import Probes
internal import Response

/// `probe: {queue: …}`.
struct ProbeQueueStep: StepAction {
    static let help = "Count the jobs of a BullMQ or Bull queue and compare."
    static let fields: [Field] = [
        .required("url", .reference, "The Redis that it is in."),
        .required("queue", .text, "The queue's name."),
        Field("prefix", .text, "What its keys begin with. Default: bull."),
        ExpectedCount.field(counts),
        Field("paused", .boolean, "Whether it should be paused."),
    ]
    private static let counts = ["waiting", "active", "failed", "delayed", "prioritized", "waitingChildren", "completed"]
    static let outputs = ["verdict", "summary", "waiting", "active", "failed", "delayed", "completed", "paused"]
    let changes = false
    static let isInterruptible = true

    private let url: ConfigurationText
    private let queue: String
    private let prefix: String
    private let expected: [ExpectedCount]
    private let paused: Bool?

    init(_ fields: FieldReader) throws(ConfigurationError) {
        url = try fields["url"]?.text() ?? ConfigurationText(literal: "")
        queue = try fields.requiredText("queue")
        prefix = try fields.text("prefix") ?? "bull"
        expected = try fields.comparisons("expect")
        paused = try fields["paused"]?.bool()
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let result = try perform(context)
        return StepForecast(result.summary, isGood: result.isGood, outputs: result.outputs, plan: result.details)
    }

    func perform(_ context: StepContext) throws -> StepResult {
        let health: QueueHealth
        do {
            let (workspace, place) = (context.workspace, try url.resolve(context.environment))
            health = try context.asking { try workspace.queueHealth(queue, prefix: prefix, url: place, mayHavePassword: true) }
        } catch let error as QueueProbeError {
            // What cannot be reached is an outcome, and not a good one.
            return StepResult(
                isGood: false, "queue \(queue): \(error.message)", outputs: ["verdict": "unreachable", "summary": .string(error.message)],
                hasJournalled: false)
        }
        let found = try JSONValue(encoding: health)
        var problems = ExpectedCount.problems(expected, found)
        if let paused, paused != health.isPaused { problems.append(paused ? "it is not paused" : "it is paused") }
        let summary =
            "queue \(queue.printable): "
            + (problems.isEmpty ? "\(health.waiting) waiting, \(health.active) active, \(health.failed) failed" : problems.joined(separator: ", "))
        var outputs: JSONObject = [
            "verdict": .string((problems.isEmpty ? ProbeVerdict.met : .notMet).rawValue), "summary": .string(summary),
            "paused": .bool(health.isPaused),
        ]
        for name in Self.counts { outputs[name] = found[name] ?? .null }
        return StepResult(isGood: problems.isEmpty, summary, outputs: outputs, details: found, hasJournalled: false)
    }
}
