internal import Basics
internal import JSON
internal import State

/// The table `rollouts`.
struct RolloutRows {
    private let session: any DatabaseSession

    init(_ session: any DatabaseSession) { self.session = session }

    // MARK: Reading

    func rollout(_ id: String) throws -> Rollout? { try select("id = $1", [.text(id)]).first }

    /// Those that are not finished, the oldest first.
    func open() throws -> [Rollout] { try select("finished_at IS NULL", []) }

    /// All of them, the oldest first.
    func all() throws -> [Rollout] { try select("1 = 1", []) }

    /// Those of a flag, the oldest first.
    func rollouts(of flag: String, in source: String?) throws -> [Rollout] {
        guard let source else { return try select("flag = $1", [.text(flag)]) }
        return try select("flag = $1 AND source = $2", [.text(flag), .text(source)])
    }

    private func select(_ condition: String, _ parameters: [SQLValue]) throws -> [Rollout] {
        try session.query("SELECT * FROM rollouts WHERE \(condition) ORDER BY started_at, id", parameters)
            .map(Self.rollout)
    }

    private static func rollout(_ row: SQLRow) throws -> Rollout {
        let id = try row.text("id")
        let resumesTo = try row.optionalText("resumes_to")
        guard let state = RolloutState(rawValue: try row.text("state")),
            resumesTo.map({ RolloutState(rawValue: $0) != nil }) ?? true,
            let steps = try? JSONValue(parsing: row.text("steps")).arrayValue?.compactMap({ $0.integerValue }),
            let gates = try? JSONValue(parsing: row.text("gates")).arrayValue?.compactMap(\.stringValue),
            let watches = try? JSONValue(parsing: row.text("watches")).decode([GateWatch].self),
            let course = try? RolloutCourse(
                steps: steps.map { Int($0) }, hold: .microseconds(try row.integer("hold")),
                bake: .microseconds(try row.integer("bake")), gates: gates, variant: try row.optionalText("variant")),
            case let step = Int(try row.integer("step")), (0...course.steps.count).contains(step)
        else { throw RolloutError.damagedState(id: id) }
        return Rollout(
            id: id, source: try row.text("source"), flag: try row.text("flag"), course: course, state: state, step: step,
            isGradual: try row.integer("gradual") != 0, resumesTo: resumesTo.flatMap(RolloutState.init(rawValue:)),
            reason: try row.optionalText("reason"), failure: try row.optionalText("failure"),
            watched: .microseconds(try row.integer("watched")), watchedAt: try time(row, "watched_at"), watches: watches,
            cause: OverrideCause(
                actor: try row.text("actor"), reason: try row.optionalText("why"),
                incident: try row.optionalText("incident")),
            startedAt: Timestamp(microseconds: try row.integer("started_at")),
            stateSince: Timestamp(microseconds: try row.integer("state_since")), finishedAt: try time(row, "finished_at"),
            revision: try row.integer("revision"))
    }

    private static func time(_ row: SQLRow, _ column: String) throws -> Timestamp? {
        try row.optionalInteger(column).map { Timestamp(microseconds: $0) }
    }

    // MARK: Writing

    func insert(_ rollout: Rollout) throws {
        let course = rollout.course
        let steps = JSONValue.array(course.steps.map { .integer(Int64($0)) }).compact
        try session.execute(
            """
            INSERT INTO rollouts (id, source, flag, variant, steps, hold, bake, gates, state, step, gradual, watched,
                watched_at, watches, actor, why, incident, started_at, state_since, revision)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
            """,
            [
                .text(rollout.id), .text(rollout.source), .text(rollout.flag), .optional(course.variant), .text(steps),
                .integer(course.hold.inMicroseconds), .integer(course.bake.inMicroseconds),
                .text(JSONValue.array(course.gates.map { .string($0) }).compact), .text(rollout.state.rawValue),
                .integer(Int64(rollout.step)), .integer(rollout.isGradual ? 1 : 0),
                .integer(rollout.watched.inMicroseconds), .optional(rollout.watchedAt?.microseconds),
                .text(try JSONValue(encoding: rollout.watches).compact), .text(rollout.cause.actor),
                .optional(rollout.cause.reason), .optional(rollout.cause.incident),
                .integer(rollout.startedAt.microseconds), .integer(rollout.stateSince.microseconds),
                .integer(rollout.revision),
            ])
    }

    /// Writes what may change, if nobody else has since it was read; counts the revision up. Throws `busy` where somebody
    /// has.
    func update(_ rollout: inout Rollout) throws {
        let changed = try session.execute(
            """
            UPDATE rollouts SET state = $1, step = $2, gradual = $3, resumes_to = $4, reason = $5, failure = $6,
                watched = $7, watched_at = $8, watches = $9, state_since = $10, finished_at = $11, revision = $12
            WHERE id = $13 AND revision = $14
            """,
            [
                .text(rollout.state.rawValue), .integer(Int64(rollout.step)), .integer(rollout.isGradual ? 1 : 0),
                .optional(rollout.resumesTo?.rawValue), .optional(rollout.reason), .optional(rollout.failure),
                .integer(rollout.watched.inMicroseconds), .optional(rollout.watchedAt?.microseconds),
                .text(try JSONValue(encoding: rollout.watches).compact), .integer(rollout.stateSince.microseconds),
                .optional(rollout.finishedAt?.microseconds), .integer(rollout.revision + 1), .text(rollout.id),
                .integer(rollout.revision),
            ])
        guard changed == 1 else { throw RolloutError.busy(flag: rollout.flag) }
        rollout.revision += 1
    }
}
