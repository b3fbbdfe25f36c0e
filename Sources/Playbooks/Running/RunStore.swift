internal import Basics
internal import Incidents
internal import JSON
internal import State

/// The runs in the state. A transition and what the journal says of it are one transaction.
struct RunStore: Sendable {
    let journal: Journal
    private var database: any Database { journal.database }

    // MARK: - Runs

    /// Stores a new run under the next number of the day.
    func create(_ make: (_ id: String) -> RunRecord, _ entry: (RunRecord) -> JournalDraft) throws -> RunRecord {
        let prefix = "RUN-\(journal.now.compactDate)-"
        let run = try database.write { session in
            let row = try session.first(
                "SELECT id FROM playbook_runs WHERE id LIKE $1 ORDER BY LENGTH(id) DESC, id DESC LIMIT 1", [.text(prefix + "%")])
            let last = try row.flatMap { Int(try $0.text("id").dropFirst(prefix.count)) } ?? 0
            let digits = String(last + 1)
            let run = make(prefix + String(repeating: "0", count: max(0, 3 - digits.count)) + digits)
            try session.execute(
                """
                INSERT INTO playbook_runs (id, playbook, source, overlays, digest, inputs, incident, state, actor, reason,
                    started_at, updated_at, finished_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """,
                [
                    .text(run.id), .text(run.playbook), .text(run.source),
                    .text(JSONValue.array(run.overlays.map { .string($0) }).compact), .text(run.digest),
                    .text(JSONValue.object(run.inputs).compact), .optional(run.incident), .text(run.state.rawValue),
                    .text(run.actor), .optional(run.reason), .integer(run.startedAt.microseconds),
                    .integer(run.updatedAt.microseconds), .optional(run.finishedAt?.microseconds),
                ])
            try journal.append(entry(run), in: session)
            return run
        }
        return run
    }

    /// Stores how a run stands now.
    func update(_ run: RunRecord, _ entry: JournalDraft?) throws {
        try database.write { session in
            try session.execute(
                """
                UPDATE playbook_runs SET digest = $2, incident = $3, state = $4, updated_at = $5, finished_at = $6
                WHERE id = $1
                """,
                [
                    .text(run.id), .text(run.digest), .optional(run.incident), .text(run.state.rawValue),
                    .integer(journal.now.microseconds), .optional(run.finishedAt?.microseconds),
                ])
            if let entry { try journal.append(entry, in: session) }
        }
    }

    /// The run of an identifier, in letters of either case.
    func find(_ id: String) throws -> RunRecord {
        guard !id.utf8.contains(0),
            let row = try database.read({
                try $0.first("SELECT * FROM playbook_runs WHERE id = $1", [.text(id.uppercased())])
            })
        else { throw RunError.notFound(id) }
        return try Self.run(row)
    }

    /// The runs, the latest first.
    func list(limit: Int) throws -> [RunRecord] {
        try database.read { session in
            try session.query(
                "SELECT * FROM playbook_runs ORDER BY started_at DESC, id DESC LIMIT $1", [.integer(Int64(limit))]
            ).map(Self.run)
        }
    }

    /// The runs in some states, those that have not moved for longest last, or first.
    func list(in states: [RunState], limit: Int, oldestFirst: Bool = false) throws -> [RunRecord] {
        let places = states.indices.map { "$\($0 + 2)" }.joined(separator: ", ")
        let order = oldestFirst ? "ASC" : "DESC"
        return try database.read { session in
            try session.query(
                "SELECT * FROM playbook_runs WHERE state IN (\(places)) ORDER BY updated_at \(order), id \(order) LIMIT $1",
                [.integer(Int64(limit))] + states.map { .text($0.rawValue) }
            ).map(Self.run)
        }
    }

    /// How many runs there are in each state.
    func counts() throws -> [RunState: Int64] {
        let rows = try database.read { session in
            try session.query("SELECT state, COUNT(*) AS runs FROM playbook_runs GROUP BY state ORDER BY state").map { row in
                (try row.text("state"), try row.integer("runs"))
            }
        }
        return Dictionary(rows.compactMap { name, count in RunState(rawValue: name).map { ($0, count) } }) { $1 }
    }

    private static func run(_ row: SQLRow) throws -> RunRecord {
        RunRecord(
            id: try row.text("id"), playbook: try row.text("playbook"), source: try row.text("source"),
            overlays: try JSONValue(parsing: Array(row.text("overlays").utf8)).arrayValue?.compactMap(\.stringValue) ?? [],
            digest: try row.text("digest"), inputs: try JSONValue(parsing: Array(row.text("inputs").utf8)).objectValue ?? [:],
            incident: try row.optionalText("incident"), state: RunState(rawValue: try row.text("state")) ?? .interrupted,
            actor: try row.text("actor"), reason: try row.optionalText("reason"),
            startedAt: Timestamp(microseconds: try row.integer("started_at")),
            updatedAt: Timestamp(microseconds: try row.integer("updated_at")),
            finishedAt: try row.optionalInteger("finished_at").map { Timestamp(microseconds: $0) })
    }

    // MARK: - Steps

    /// Stores how a step stands now.
    func save(_ step: StepRecord, of run: String, _ entries: [JournalDraft] = []) throws {
        try database.write { session in
            try session.execute(
                """
                INSERT INTO playbook_steps (run, step, position, kind, state, attempts, operation, outputs, summary, statement,
                    started_at, finished_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                ON CONFLICT (run, step) DO UPDATE SET state = excluded.state, attempts = excluded.attempts,
                    operation = excluded.operation, outputs = excluded.outputs, summary = excluded.summary,
                    statement = excluded.statement, started_at = excluded.started_at, finished_at = excluded.finished_at
                """,
                [
                    .text(run), .text(step.step), .integer(step.position), .text(step.kind), .text(step.state.rawValue),
                    .integer(step.attempts), .optional(step.operation), .text(JSONValue.object(step.outputs).compact),
                    .optional(step.summary), .optional(step.statement), .integer(step.startedAt.microseconds),
                    .optional(step.finishedAt?.microseconds),
                ])
            try journal.append(entries, in: session)
        }
    }

    /// The steps of a run, in the order in which they were begun.
    func steps(of run: String) throws -> [StepRecord] {
        try database.read { session in
            try session.query("SELECT * FROM playbook_steps WHERE run = $1 ORDER BY position, step", [.text(run)]).map { row in
                StepRecord(
                    step: try row.text("step"), position: try row.integer("position"), kind: try row.text("kind"),
                    state: StepState(rawValue: try row.text("state")) ?? .interrupted, attempts: try row.integer("attempts"),
                    operation: try row.optionalText("operation"),
                    outputs: try JSONValue(parsing: Array(row.text("outputs").utf8)).objectValue ?? [:],
                    summary: try row.optionalText("summary"), statement: try row.optionalText("statement"),
                    startedAt: Timestamp(microseconds: try row.integer("started_at")),
                    finishedAt: try row.optionalInteger("finished_at").map { Timestamp(microseconds: $0) })
            }
        }
    }

    // MARK: - Approvals

    /// Who agreed to a step, and what they signed.
    func approvals(of run: String, step: String) throws -> [ApprovalRecord] {
        try database.read { session in
            try session.query(
                "SELECT * FROM playbook_approvals WHERE run = $1 AND step = $2 ORDER BY approved_at", [.text(run), .text(step)]
            ).map { row in
                ApprovalRecord(
                    responder: try row.text("responder"), statement: try row.text("statement"),
                    signature: try row.blob("signature"), approvedAt: Timestamp(microseconds: try row.integer("approved_at")))
            }
        }
    }

    /// Stores that somebody agreed. Throws where they had before, to the same.
    ///
    /// - Parameter entry: what the journal says of it; nil where it cannot be written here.
    func approve(_ approval: ApprovalRecord, run: String, step: String, _ entry: JournalDraft?) throws {
        try database.write { session in
            let earlier = try session.first(
                "SELECT statement FROM playbook_approvals WHERE run = $1 AND step = $2 AND responder = $3",
                [.text(run), .text(step), .text(approval.responder)])
            if let earlier, try earlier.text("statement") == approval.statement {
                throw RunError.approvedAlready(responder: approval.responder, step: step)
            }
            try session.execute(
                """
                INSERT INTO playbook_approvals (run, step, responder, statement, signature, approved_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (run, step, responder) DO UPDATE SET statement = excluded.statement,
                    signature = excluded.signature, approved_at = excluded.approved_at
                """,
                [
                    .text(run), .text(step), .text(approval.responder), .text(approval.statement), .blob(approval.signature),
                    .integer(approval.approvedAt.microseconds),
                ])
            if let entry { try journal.append(entry, in: session) }
        }
    }
}

/// That somebody agreed to a step.
struct ApprovalRecord: Sendable {
    let responder: String
    /// What they signed.
    let statement: String
    let signature: [UInt8]
    let approvedAt: Timestamp
}
