import Files
import JSON
import Processes
import TestSupport
import Testing

/// A playbook that is rehearsed: with a stand-in of its system that is ill, until it is well.
struct Rehearsal: Sendable, CustomTestStringConvertible {
    let playbook: String
    /// What tells it from other rehearsals of the same playbook.
    var variant = ""
    var inputs: [String] = []
    /// Secret inputs, which come by the environment and must show up nowhere.
    var secrets: [String: String] = [:]
    /// What somebody says of manual steps; the others are confirmed as they should be.
    var answers: [String: String] = [:]
    /// A manual step without whose answer the run goes no further, and what Redis answers until then.
    var awaited: (step: String, redis: [String: String])?
    /// Steps of which nobody can know how far they came when the kill was in the middle of them: they are done again.
    var redone: [String] = []
    /// What is ill before: an endpoint's answer, or lines of `metrics`.
    var ill: [String: String] = [:]
    /// What the playbook cannot make well: it only finds it.
    var staysIll: Set<String> = []
    /// Statements that make the database ill.
    var database: String?
    /// Commands of Redis that make it ill.
    var redis: [String] = []
    var usesPrometheus = false
    /// Two people agree to what asks for it.
    var approvers = false
    /// Commands of firebreak that come before.
    var before: [[String]] = []
    /// An expression that Prometheus must find to be 1 before the playbook is run.
    var until = "min(count_over_time(up[1m])) >= bool 3"
    /// What else is done before.
    var prepare: @Sendable (Stage) throws -> Void = { _ in }
    /// The steps that fail, and how the run ends.
    var failing: Set<String> = []
    var end = "done"
    /// What must have been called, in this order.
    var calls: [String] = []
    /// Files that it writes, and what stands in them; nothing where only the file counts.
    var writes: [String: String] = [:]
    /// What the database and Redis must answer in the end.
    var databaseEnds: [String: String] = [:]
    var redisEnds: [String: String] = [:]
    /// What else must be so in the end.
    var check: @Sendable (Stage) throws -> Void = { _ in }
    /// Whether it is also killed after every step. What only asks and is confirmed comes to the same without that, and is
    /// killed in the long form.
    var isKilled = true

    var testDescription: String { variant.isEmpty ? playbook : "\(playbook), \(variant)" }
}

/// A rehearsal on its way.
struct Stage: Sendable {
    let folder: StandInFolder
    let program: PlaybookProgram
    let redis: RedisServer
    let database: StandInDatabase?
    let prometheus: PrometheusServer?
    /// What the program and what it calls have as their environment.
    let environment: [String: String]
}

/// Runs the playbook whole; then, with everything ill again, kills it with SIGKILL when the outcome of each step is on the disk,
/// and resumes it to the same end.
func rehearse(_ rehearsal: Rehearsal, of system: StandInSystem) throws {
    try withTemporaryDirectory { root in
        let services = try StandInServices(in: root)
        let jobs = Dictionary(uniqueKeysWithValues: system.jobs.map { ($0, services.targets) })
        let prometheus = rehearsal.usesPrometheus ? try PrometheusServer(jobs: jobs) : nil
        let redis = try RedisServer()
        func staged(_ body: (Stage) throws -> Void) throws {
            try withTemporaryDirectory { path in
                let stage = try open(rehearsal, of: system, in: path, services, redis, prometheus)
                try body(stage)
                let verified = try stage.program.firebreak.run("journal", "verify", "--json", environment: stage.environment)
                #expect(try JSONValue(parsing: verified.standardOutput)["intact"] == true)
            }
        }
        var whole: [RehearsedRun.State] = []
        try staged { stage in
            let report = try RehearsedRun(rehearsal, stage).whole()
            whole = RehearsedRun.states(report)
            try stage.expectGood(report, rehearsal)
        }
        // The kill waits for the step's row in a page of SQLite.
        guard !TestDatabase.isPostgres, rehearsal.isKilled || FirebreakProgram.isSoaking else { return }
        try staged { stage in
            let ended = whole.filter { $0.state != "skipped" }
            let (report, kills) = try RehearsedRun(rehearsal, stage).killedAfterEveryStep(ended)
            try stage.expectGood(report, rehearsal)
            // In any order: parallel steps begin as they come.
            #expect(Set(RehearsedRun.states(report)) == Set(whole))
            // Steps that are done beside each other may all be over when the kill comes, and after the last the run is.
            let beside = ended.count(where: { $0.kind == "parallel" }) * 4
            #expect(kills >= ended.count - 1 - beside, "killed \(kills) times in \(ended.count) steps")
        }
    }
}

/// Runs a playbook that fails, and whose undoing kills firebreak once it has done its work. Nobody goes on unasked; who does it
/// again harms nothing, and who says that it was done is believed.
func rehearseKilledUndo(
    _ rehearsal: Rehearsal, of system: StandInSystem, undoing step: String, _ check: (Stage) throws -> Void
) throws {
    try withTemporaryDirectory { root in
        let services = try StandInServices(in: root)
        let redis = try RedisServer()
        try withTemporaryDirectory { path in
            let stage = try open(rehearsal, of: system, in: path, services, redis, nil)
            try AtomicFile.create(path + "/deadly", [])
            try RehearsedRun(rehearsal, stage).killedWhileUndoing(step) { try check(stage) }
        }
    }
}

/// Everything as it is before the playbook.
private func open(
    _ rehearsal: Rehearsal, of system: StandInSystem, in path: String, _ services: StandInServices, _ redis: RedisServer,
    _ prometheus: PrometheusServer?
) throws -> Stage {
    let database = try system.database.map { statements in
        let databases = try #require(StandInDatabases.current, "the suite has no .databases")
        return try databases.make(statements + "; " + (rehearsal.database ?? ""))
    }
    let approvers = rehearsal.approvers ? "responders:\n  alice: {key: \"${file:alice.pub}\"}\n  bob: {key: \"${file:bob.pub}\"}\n" : ""
    let configuration = system.configuration.replacing("URL/", with: services.url + "/")
        .replacing("PROMETHEUS", with: prometheus?.url ?? "http://127.0.0.1:9")
    let folder = try StandInFolder(path, system, ill: rehearsal.ill, configuration: configuration + approvers)
    for name in rehearsal.approvers ? ["alice", "bob"] : [] {
        try shell(["openssl", "genpkey", "-algorithm", "ed25519", "-out", "\(path)/\(name).key"])
        try shell(["openssl", "pkey", "-in", "\(path)/\(name).key", "-pubout", "-out", "\(path)/\(name).pub"])
    }
    _ = try redis.ask("FLUSHALL")
    for command in system.redis + rehearsal.redis { _ = try redis.ask(command) }
    try services.serve(path)
    var environment = [
        "PATH": "\(path)/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "STAND_IN": path,
        "FIREBREAK_PLAYBOOKS": CoverageTests.package + "/playbooks", "no_proxy": "127.0.0.1", "REDIS_URL": redis.url,
        "REDIS_PORT": String(redis.port),
    ]
    if let database { environment.merge(database.environment) { $1 } }
    for (name, value) in rehearsal.secrets { environment["SECRET_\(name)"] = value }
    let stage = Stage(
        folder: folder, program: try PlaybookProgram(existing: path), redis: redis, database: database, prometheus: prometheus,
        environment: environment)
    if let prometheus {
        try prometheus.wait(until: rehearsal.until, is: "1")
    }
    try rehearsal.prepare(stage)
    for arguments in rehearsal.before {
        let result = try stage.program.firebreak.run(arguments, environment: environment)
        try #require(result.exitCode == 0, "\(arguments): \(result.errorText)")
    }
    return stage
}

extension Stage {
    /// The playbook came to its end, the system is well, and what was to be called and written was.
    func expectGood(_ report: JSONValue, _ rehearsal: Rehearsal) throws {
        #expect(report["state"]?.stringValue == rehearsal.end, "\(report.pretty)")
        let states = RehearsedRun.states(report)
        let failed = Set(states.filter { $0.state == "failed" }.map(\.path))
        #expect(failed == rehearsal.failing, "\(report.pretty)")
        let called = try folder.calls()
        let ill = try folder.ill()
        #expect(Set(ill) == Set(rehearsal.staysIll.map(StandInFolder.key)), "still ill; called: \(called)")
        var calls = called[...]
        for call in rehearsal.calls {
            let place = calls.firstIndex(of: call)
            #expect(place != nil, "'\(call)' was not called, or too early: \(called.joined(separator: "\n"))")
            if let place { calls = calls[(place + 1)...] }
        }
        for (name, text) in rehearsal.writes {
            #expect(folder.has(name), "\(name) was not written")
            let found = folder.has(name) && !text.isEmpty ? try folder.text(name) : text
            #expect(found.contains(text), "'\(text)' is not in \(name): \(found.prefix(400))")
        }
        for (query, answer) in rehearsal.databaseEnds {
            let found = try database?.ask(query)
            #expect(found == answer, "\(query)")
        }
        for (command, answer) in rehearsal.redisEnds {
            let found = try redis.ask(command)
            #expect(found == answer, "\(command)")
        }
        for value in rehearsal.secrets.values { #expect(!report.compact.contains(value)) }
        try rehearsal.check(self)
    }
}
