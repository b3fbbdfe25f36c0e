internal import Basics
internal import Configuration
internal import Files
internal import JSON
internal import Logs
internal import Response

/// `logs: {scan: …}`.
struct ScanLogsStep: StepAction {
    static let help = "Find refused log-ins, forbidden requests and session mismatches in logs, and who stands out among them."
    static let fields: [Field] = [
        .required("files", .oneOrMore(.text), "The logs, plain or compressed; a relative path is below the configuration's folder."),
        Field("format", .text, "Their format, where the content does not tell; 'firebreak logs formats' lists them."),
        Field("zone", .text, "The zone of times that do not say it: UTC, +02:00, Europe/Berlin, local."),
        Field("year", .text, "The year of times that have none: 2026, or 'file' for when the file was last written."),
        Field("since", .text, "Only from this instant on, or from so long ago."),
        Field("until", .text, "Only before this instant, or so long ago."),
        Field("where", .oneOrMore(.text), "Only records whose fields are so: \"field=value\", \"status>=400\"."),
        Field("match", .oneOrMore(.text), "Only rows in which these texts stand."),
        Field("severity", .choice(LogSeverity.allCases.map(\.description)), "Only what is at least so grave."),
        Field("atLeast", .integer(1...1_000_000), "Users, addresses and routes of fewer rows are left out of what it finds out. Default: 1."),
        Field("spike", .integer(1...1_000_000), "As many within a minute are a spike. Default: 10."),
        Field("burst", .integer(1...1_000_000), "As many within a second are a burst. Default: 5."),
        Field("manyAddresses", .integer(1...1_000_000), "At as many addresses within a minute a user stands out. Default: 3."),
        Field("usersFile", .text, "A file for the users, one a line, as sessions revoke takes them."),
        ExpectedCount.field(counts),
    ]
    private static let counts = ["hits", "users", "addresses", "routes", "standingOut"]
    static let shorthand: String? = "files"
    static let outputs = ["hits", "rows", "users", "standingOut", "addresses", "routes", "rules", "firstSeen", "lastSeen"]
    static let isInterruptible = true
    let changes = false
    /// How many names are kept of each. A file takes any number of users.
    private static let mostNames = 10_000

    private let files: [String]
    private let request: @Sendable (_ paths: [String], _ now: Timestamp) -> LogRequest
    private let limits: ScanLimits
    private let least: Int
    private let usersFile: String?
    private let expected: [ExpectedCount]

    init(_ fields: FieldReader) throws(ConfigurationError) {
        files = try fields.texts("files")
        guard !files.isEmpty, !files.contains(""), !files.contains("-") else {
            throw (fields["files"] ?? fields.node).failure("which logs?", hint: "name files")
        }
        var request = LogRequest()
        request.formats.all = try fields.text("format")
        request.zones.all = try fields.text("zone")
        request.years.all = try fields.text("year")
        request.filter.severity = try fields.text("severity").flatMap { LogSeverity(name: $0) }
        request.filter.texts = try fields.texts("match").filter { !$0.isEmpty }.map { Array($0.utf8) }
        for text in try fields.texts("where") {
            guard let condition = FieldCondition(text) else {
                throw (fields["where"] ?? fields.node).failure(
                    "'\(text.printable)' is no condition", hint: "write it as \"field=value\" or \"status>=400\"")
            }
            request.filter.conditions.append(condition)
        }
        let (asked, since, until) = (request, try fields.past("since"), try fields.past("until"))
        self.request = { paths, now in
            var request = asked
            request.paths = paths
            request.filter.since = since?(now)
            request.filter.until = until?(now)
            return request
        }
        var limits = ScanLimits()
        limits.spike = try fields.integer("spike") ?? limits.spike
        limits.burst = try fields.integer("burst") ?? limits.burst
        limits.addresses = try fields.integer("manyAddresses") ?? limits.addresses
        self.limits = limits
        least = try fields.integer("atLeast") ?? 1
        usersFile = try fields.text("usersFile")
        expected = try fields.comparisons("expect")
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let (result, _) = try scan(context)
        return StepForecast(result.summary, isGood: result.isGood, outputs: result.outputs, plan: result.details)
    }

    func perform(_ context: StepContext) throws -> StepResult {
        let (result, users) = try scan(context)
        if let usersFile { try AtomicFile.replace(context.path(usersFile), with: ListFile.bytes(users)) }
        return result
    }

    /// What the logs say, and the users for a file.
    private func scan(_ context: StepContext) throws -> (StepResult, users: [String]) {
        let report = try context.workspace.scanLogs(
            request(files.map(context.path), context.workspace.time.now), limits: limits, isStopped: context.isCancelled)
        let names = ScanFinding.Kind.allCases.map { report.names($0, atLeast: least) }
        let (users, addresses, routes) = (names[0], names[1], names[2])
        let standingOut = report.users(atLeast: least, onlyRemarkable: true)
        var problems = ExpectedCount.problems(
            expected,
            [
                "hits": .integer(Int64(report.hits)), "users": .integer(Int64(users.count)),
                "addresses": .integer(Int64(addresses.count)), "routes": .integer(Int64(routes.count)),
                "standingOut": .integer(Int64(standingOut.count)),
            ])
        // What was not read whole is not known.
        for source in report.summary.cutOff { problems.append("\(source.printable) ends too early") }
        if report.summary.cut > 0 { problems.append("\(report.summary.cut) rows are too long to be read whole") }
        if report.uncounted > 0 { problems.append("\(report.uncounted) rows are about names that came when there were too many to count each") }
        let listed = users.filter(ListFile.canCarry)
        if usersFile != nil, listed.count < users.count {
            problems.append("\(users.count - listed.count) users have names that no list of lines can carry")
        }
        let most = [users, addresses, routes].map(\.count).max() ?? 0
        if most > Self.mostNames, usersFile == nil || max(addresses.count, routes.count) > Self.mostNames {
            problems.append("there are \(most) names of a kind, and only \(Self.mostNames) are kept (atLeast leaves some out, usersFile takes all users)")
        }
        func list(_ names: [String]) -> JSONValue { .array(names.prefix(Self.mostNames).map { .string($0) }) }
        let outputs: JSONObject = [
            "hits": .integer(Int64(report.hits)), "rows": .integer(Int64(report.summary.rows)), "users": list(users),
            "standingOut": list(standingOut), "addresses": list(addresses), "routes": list(routes),
            "rules": .object(JSONObject(report.rules.map { ($0.name, .integer(Int64($0.count))) })),
            "firstSeen": report.firstSeen.map { .string($0.description) } ?? .null,
            "lastSeen": report.lastSeen.map { .string($0.description) } ?? .null,
        ]
        let rules = report.rules.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
        let found = "\(report.hits) of \(report.summary.rows) rows\(rules.isEmpty ? "" : " (\(rules))"): \(users.count) users, \(standingOut.count) of them stand out"
        let result = StepResult(
            isGood: problems.isEmpty, problems.isEmpty ? found : "\(problems.joined(separator: "; ")); \(found)", outputs: outputs,
            details: try JSONValue(encoding: report), hasJournalled: false)
        return (result, listed)
    }
}
