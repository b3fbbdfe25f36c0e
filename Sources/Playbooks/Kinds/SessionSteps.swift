internal import Basics
internal import Configuration
internal import Files
internal import JSON
internal import Response
internal import Sessions

/// Which sessions are meant, as `sessions` steps have it.
private struct SelectorFields: Sendable {
    static let fields: [Field] = [
        Field("store", .text, "The store, by its name in the configuration. Default: the only one."),
        Field("users", .oneOrMore(.text), "Sessions of these users."),
        Field("usersFile", .text, "Sessions of the users in this file, one a line; a relative path is below the configuration's folder."),
        Field("role", .text, "Sessions whose user has this role."),
        Field("match", .map(.scalar), "Sessions in which fields have values: {passport.user: alice}."),
        Field("ip", .oneOrMore(.text), "Sessions used from these addresses or ranges."),
        Field("createdBefore", .text, "Sessions created before an instant, or so long ago."),
        Field("createdAfter", .text, "Sessions created at or after an instant, or since so long ago."),
        Field("lastSeenBefore", .text, "Sessions last used before an instant, or so long ago."),
        Field("lastSeenAfter", .text, "Sessions last used at or after an instant, or since so long ago."),
    ]

    let store: String?
    /// Whether nothing was said but the store.
    var isEmpty: Bool { usersFile == nil && build([], Timestamp(seconds: 0), false).isEmpty }
    private let usersFile: String?
    private let build: @Sendable (_ users: [String], _ now: Timestamp, _ all: Bool) -> SessionSelector

    init(_ fields: FieldReader) throws(ConfigurationError) {
        store = try fields.text("store")
        let users = try fields.texts("users")
        let role = try fields.text("role")
        var matches: [FieldMatch] = []
        for (field, node) in try fields["match"]?.mapping().entries ?? [] {
            matches.append(FieldMatch(field: field, value: try node.string()))
        }
        var ranges: [IPRange] = []
        for text in try fields.texts("ip") {
            guard let range = IPRange(text) else {
                throw (fields["ip"] ?? fields.node).failure("'\(text.printable)' is no address or range", hint: "as 203.0.113.0/24")
            }
            ranges.append(range)
        }
        // An empty list that was meant to narrow the choice would widen it.
        for name in ["users", "ip"] {
            guard let node = fields[name], node.kind == .sequence else { continue }
            guard try node.sequence().isEmpty else { continue }
            throw node.failure("'\(name)' is an empty list", hint: "let a `when` keep the step from being done then")
        }
        let created = (try fields.past("createdAfter"), try fields.past("createdBefore"))
        let seen = (try fields.past("lastSeenAfter"), try fields.past("lastSeenBefore"))
        let found = (matches, ranges)
        usersFile = try fields.text("usersFile")
        build = { more, now, all in
            SessionSelector(
                users: users + more, role: role, matches: found.0, addresses: found.1,
                created: TimeWindow(after: created.0?(now), before: created.1?(now)),
                lastSeen: TimeWindow(after: seen.0?(now), before: seen.1?(now)), all: all)
        }
    }

    func selector(_ context: StepContext, all: Bool = false) throws -> SessionSelector {
        let more = try usersFile.map { try ListFile.read(context.path($0), of: "users", form: "one user a line") }
        return build(more ?? [], context.workspace.time.now, all)
    }
}

/// `sessions: {revoke: …}`.
struct RevokeSessionsStep: StepAction {
    static let help = "Revoke sessions, watch that none comes back, and count again."
    static let fields: [Field] =
        SelectorFields.fields + [
            Field("all", .boolean, "Every session of the store."),
            Field("watch", .duration, "How long to watch for sessions that come back. Default: 5s."),
            Field("cutoff", .boolean, "Do nothing unless the store's cut-off can be set too."),
            Field("includeUndecodable", .boolean, "With `all`: values that cannot be read go too."),
            Field("replicas", .integer(0...100), "How many replicas of each server must have the removals."),
            Field("maxLatency", .duration, "How much longer than before commands of other clients may take."),
        ]
    static let outputs = ["matched", "revoked", "remaining", "resurrected", "undecodable", "cutoff"]
    static let isInterruptible = true
    let irreversibility: String? = "people have to sign in again"

    private let selection: SelectorFields
    private let all: Bool
    private let watch: Duration
    private let settings: RevocationSettings

    init(_ fields: FieldReader) throws(ConfigurationError) {
        selection = try SelectorFields(fields)
        all = try fields.flag("all")
        if selection.isEmpty == !all {
            throw fields.node.failure(
                all ? "'all' stands alone" : "whose sessions? No session is selected",
                hint: "say users, usersFile, role, match, ip, createdAfter, or all: true alone")
        }
        let includesUndecodable = try fields.flag("includeUndecodable")
        if includesUndecodable && !all {
            throw (fields["includeUndecodable"] ?? fields.node).failure(
                "'includeUndecodable' goes with 'all: true': a value that cannot be read may be anybody's session",
                hint: "leave it out")
        }
        watch = try fields.duration("watch") ?? .seconds(5)
        settings = RevocationSettings(
            includeUndecodable: includesUndecodable, replicas: try fields.integer("replicas") ?? 0,
            maxLatency: try fields.duration("maxLatency") ?? .milliseconds(5), requiresCutoff: try fields.flag("cutoff"))
    }

    private func operation(_ context: StepContext) throws -> RevokeSessions {
        RevokeSessions(
            store: try context.workspace.store(selection.store),
            selector: try selection.selector(context, all: all), watch: watch, settings: settings, isCancelled: context.isCancelled)
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let plan = try operation(context).plan(context.workspace)
        var text = "would revoke \(plan.matched) session\(plan.matched == 1 ? "" : "s") in \(plan.store) (\(plan.selector))"
        if plan.setsCutoff { text += " and refuse older tokens" }
        for warning in plan.warnings { text += "; \(warning)" }
        return StepForecast(text, plan: try JSONValue(encoding: plan))
    }

    func perform(_ context: StepContext) throws -> StepResult { try context.result(of: operation(context), Self.outputs) }
}

/// `sessions: {count: …}`.
struct CountSessionsStep: StepAction {
    static let help = "Count sessions, and compare: reads every one, so that it shows whether they can be read."
    static let fields: [Field] =
        SelectorFields.fields + [
            ExpectedCount.field(outputs)
        ]
    static let outputs = ["examined", "matched", "undecodable"]
    static let isInterruptible = true
    let changes = false
    private let selection: SelectorFields
    private let expected: [ExpectedCount]

    init(_ fields: FieldReader) throws(ConfigurationError) {
        selection = try SelectorFields(fields)
        expected = try fields.comparisons("expect")
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let result = try perform(context)
        return StepForecast(result.summary, isGood: result.isGood, outputs: result.outputs, plan: result.details)
    }

    func perform(_ context: StepContext) throws -> StepResult {
        let selector = selection.isEmpty ? nil : try selection.selector(context)
        let count = try context.workspace.store(selection.store).count(selector, isCancelled: context.isCancelled)
        let found = try JSONValue(encoding: count)
        let problems = ExpectedCount.problems(expected, found)
        var outputs: JSONObject = [:]
        for name in Self.outputs { outputs[name] = found[name] ?? .null }
        let summary = "\(count.store): \(count.matched) of \(count.examined) sessions meant, \(count.undecodable) cannot be read"
        return StepResult(
            isGood: problems.isEmpty, problems.isEmpty ? summary : "\(count.store): \(problems.joined(separator: ", "))",
            outputs: outputs, details: found, hasJournalled: false)
    }
}
