internal import Basics
internal import JSON
internal import State

/// The table `rotations`.
enum RotationRows {
    private static let columns =
        """
        id, secret, version, previous_version, state, compromised, started_at, next_step_at, finished_at, steps
        """

    /// The rotation of a secret that is not finished.
    static func open(_ secret: String, _ session: any DatabaseSession) throws -> Rotation? {
        try session.first(
            "SELECT \(columns) FROM rotations WHERE secret = $1 AND finished_at IS NULL", [.text(secret)]
        ).map(rotation)
    }

    /// Every rotation that is not finished, by its secret.
    static func allOpen(_ session: any DatabaseSession) throws -> [String: Rotation] {
        let rows = try session.query("SELECT \(columns) FROM rotations WHERE finished_at IS NULL", []).map(rotation)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.secret, $0) })
    }

    /// Every rotation of a secret, the oldest first.
    static func all(_ secret: String, _ session: any DatabaseSession) throws -> [Rotation] {
        try session.query(
            "SELECT \(columns) FROM rotations WHERE secret = $1 ORDER BY started_at, version", [.text(secret)]
        ).map(rotation)
    }

    static func insert(_ rotation: Rotation, _ session: any DatabaseSession) throws {
        try session.execute(
            """
            INSERT INTO rotations
                (\(columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            [
                .text(rotation.id), .text(rotation.secret), .integer(Int64(rotation.version)),
                .optional(rotation.previousVersion.map(Int64.init)), .text(rotation.state.rawValue),
                .integer(rotation.compromised ? 1 : 0), .integer(rotation.startedAt.microseconds),
                .optional(rotation.nextStepAt?.microseconds), .optional(rotation.finishedAt?.microseconds),
                .text(encoded(rotation.steps)),
            ])
    }

    static func update(_ rotation: Rotation, _ session: any DatabaseSession) throws {
        try session.execute(
            "UPDATE rotations SET state = $2, next_step_at = $3, finished_at = $4, steps = $5 WHERE id = $1",
            [
                .text(rotation.id), .text(rotation.state.rawValue), .optional(rotation.nextStepAt?.microseconds),
                .optional(rotation.finishedAt?.microseconds), .text(encoded(rotation.steps)),
            ])
    }

    /// Ends a rotation, what was done at its steps staying as it is.
    static func end(_ id: String, as state: RotationState, at now: Timestamp, _ session: any DatabaseSession) throws {
        try session.execute(
            "UPDATE rotations SET state = $2, next_step_at = NULL, finished_at = $3 WHERE id = $1",
            [.text(id), .text(state.rawValue), .integer(now.microseconds)])
    }

    private static func encoded(_ steps: RotationSteps) -> String {
        steps.json.compact
    }

    private static func rotation(_ row: SQLRow) throws -> Rotation {
        guard let state = RotationState(rawValue: try row.text("state")) else {
            throw StateError.column("state", expected: "the state of a rotation")
        }
        return Rotation(
            id: try row.text("id"), secret: try row.text("secret"), version: Int(try row.integer("version")),
            previousVersion: try row.optionalInteger("previous_version").map(Int.init), state: state,
            compromised: try row.integer("compromised") != 0,
            startedAt: Timestamp(microseconds: try row.integer("started_at")),
            nextStepAt: try row.optionalInteger("next_step_at").map(Timestamp.init(microseconds:)),
            finishedAt: try row.optionalInteger("finished_at").map(Timestamp.init(microseconds:)),
            steps: try RotationSteps(json: JSONValue(parsing: try row.text("steps"))))
    }
}
