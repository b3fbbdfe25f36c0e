internal import Basics
internal import Configuration
internal import Flags
internal import JSON
internal import Response

/// `flags: {rollout: {flag: …, steps: [10, 50, 100], hold: 15m, gates: slo}}`.
struct RolloutStep: StepAction {
    static let help = "Roll a flag out in steps while gates watch, until it is done or they take it back."
    static let fields: [Field] = [
        .required("flag", .text, "The flag."),
        .required("steps", .list(.integer(1...100)), "The percentages, each larger than the one before."),
        .required("hold", .duration, "How long each step is watched before the next."),
        Field("gates", .oneOrMore(.text), "Gates of the configuration, or groups of them."),
        Field("bake", .duration, "How long the last step is watched. Default: as long as hold."),
        Field("variant", .text, "The variant that is rolled out, where a flag has several."),
        Field("source", .text, "The source, where several have the flag."),
        Field("every", .duration, "How often the gates are asked. Default: twenty times in a hold."),
        Field("wait", .boolean, "Wait until it is done, rolled back or paused. Default: true; else tick carries it on."),
    ]
    static let outputs = ["state", "percent", "step", "reason"]
    static let isInterruptible = true
    /// It begins, and then takes each of its steps.
    static let operations = StepOperations.several
    private let flag: String
    private let source: String?
    private let course: RolloutCourse
    private let every: Duration
    private let waits: Bool

    init(_ fields: FieldReader) throws(ConfigurationError) {
        flag = try fields.requiredText("flag")
        source = try fields.text("source")
        var steps: [Int] = []
        for node in try fields["steps"]?.sequence() ?? [] { steps.append(try node.integer()) }
        let hold = try fields.duration("hold") ?? .zero
        let (bake, gates, variant) = (try fields.duration("bake"), try fields.texts("gates"), try fields.text("variant"))
        do {
            course = try RolloutCourse(steps: steps, hold: hold, bake: bake, gates: gates, variant: variant)
        } catch {
            throw (fields["steps"] ?? fields.node).failure(RunExecution.message(error))
        }
        every = try fields.duration("every") ?? min(.seconds(15), max(.seconds(1), hold / 20))
        waits = try fields["wait"]?.bool() ?? true
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let plan = try StartRollout(flag: flag, source: source, course: course).plan(context.workspace)
        return StepForecast(
            "would roll \(flag) out to \(course.steps.map { "\($0) %" }.joined(separator: ", then ")), watched for \(course.hold.compact) each",
            isGood: plan.readings.allSatisfy { $0.result == .good }, plan: try JSONValue(encoding: plan))
    }

    func perform(_ context: StepContext) throws -> StepResult {
        let workspace = context.workspace
        var rollout: Rollout
        if let begun = try? workspace.rollout(of: flag, source: source), isOwn(begun, context) {
            rollout = begun
        } else {
            rollout = try context.carryOut(StartRollout(flag: flag, source: source, course: course))
        }
        while waits, !rollout.isFinished, rollout.state != .paused, !context.isCancelled() {
            do {
                let (seen, move) = try workspace.watchRollout(rollout)
                if let move {
                    rollout = try workspace.carryOut(MoveRollout(seen, move), unattendedFor: context.presentIncident, reason: context.reason)
                    continue
                }
                rollout = try workspace.rollout(of: flag, source: rollout.source)
            } catch let failure as any Failure where failure.status == .busy || failure.status == .unavailable || rollout.state == .rollingBack {
                // Another firebreak is at it, or what goes back is tried until it has gone back.
                rollout = try workspace.rollout(of: flag, source: rollout.source)
            }
            let wake = ContinuousClock.now + every
            while ContinuousClock.now < wake, !context.isCancelled() { pause(.milliseconds(100)) }
        }
        let isGood = rollout.state == .done || !waits && rollout.status == .done
        return StepResult(
            isGood: isGood, rollout.summary,
            outputs: [
                "state": .string(rollout.state.rawValue), "percent": .integer(Int64(rollout.percent)),
                "step": .integer(Int64(rollout.step)), "reason": rollout.reason.map { .string($0) } ?? .null,
            ], details: try JSONValue(encoding: rollout))
    }

    /// Whether it is one that this step began before it was interrupted, or before it failed as somebody had paused it: that
    /// is carried on. One that came to its end before the step was begun again is not: another is begun.
    private func isOwn(_ rollout: Rollout, _ context: StepContext) -> Bool {
        if rollout.startedAt >= context.startedAt { return true }
        return !rollout.isFinished && rollout.course == course && rollout.startedAt >= context.runStartedAt
    }
}

/// `flags: {rollback: {flag: …}}`.
struct RollBackRolloutStep: StepAction {
    static let help = "Take a rollout back: everybody gets what they had before."
    static let fields: [Field] = [
        .required("flag", .text, "The flag."),
        Field("source", .text, "The source, where several have a rollout of it."),
        Field("inSteps", .boolean, "Step by step, with the hold between them; tick carries it on."),
        Field("force", .boolean, "Also where somebody else has changed the flag since."),
    ]
    static let shorthand: String? = "flag"
    static let outputs = ["state", "percent"]
    private let flag: String
    private let source: String?
    private let isGradual: Bool
    private let isForced: Bool

    init(_ fields: FieldReader) throws(ConfigurationError) {
        flag = try fields.requiredText("flag")
        source = try fields.text("source")
        isGradual = try fields.flag("inSteps")
        isForced = try fields.flag("force")
    }

    private var operation: SteerRollout {
        SteerRollout(.rollBack(gradually: isGradual, force: isForced), flag: flag, source: source)
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let rollout = try operation.plan(context.workspace)
        return StepForecast("would roll \(flag) back from \(rollout.percent) %", plan: try JSONValue(encoding: rollout))
    }

    func perform(_ context: StepContext) throws -> StepResult {
        // Where it has gone back already, by a gate or before an interruption, nothing is left to be done.
        let rollout = try context.workspace.rollout(of: flag, source: source)
        let isGoingBack = [.rollingBack, .holdingBack].contains(rollout.state)
        if rollout.state == .rolledBack || isGradual && isGoingBack && rollout.stateSince >= context.startedAt {
            return StepResult(
                rollout.summary,
                outputs: ["state": .string(rollout.state.rawValue), "percent": .integer(Int64(rollout.percent))], hasJournalled: false)
        }
        return try context.result(of: operation, Self.outputs)
    }
}
