internal import Basics
internal import State

/// The table `rotation_trouble`.
enum TroubleRows {
    private static let columns = "secret, step, attempts, reason, hint, since, next_try_at, parked_at"

    static func of(_ secret: String, _ session: any DatabaseSession) throws -> RotationTrouble? {
        try session.first("SELECT \(columns) FROM rotation_trouble WHERE secret = $1", [.text(secret)]).map(trouble)
    }

    /// Every secret that has any.
    static func all(_ session: any DatabaseSession) throws -> [String: RotationTrouble] {
        let rows = try session.query("SELECT \(columns) FROM rotation_trouble", []).map(trouble)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.secret, $0) })
    }

    /// Puts it in the place of what was noted before.
    static func put(_ trouble: RotationTrouble, _ session: any DatabaseSession) throws {
        try remove(trouble.secret, session)
        try session.execute(
            "INSERT INTO rotation_trouble (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            [
                .text(trouble.secret), .text(trouble.step.rawValue), .integer(Int64(trouble.attempts)),
                .text(trouble.reason), .optional(trouble.hint), .integer(trouble.since.microseconds),
                .optional(trouble.nextTryAt?.microseconds), .optional(trouble.parkedAt?.microseconds),
            ])
    }

    static func remove(_ secret: String, _ session: any DatabaseSession) throws {
        try session.execute("DELETE FROM rotation_trouble WHERE secret = $1", [.text(secret)])
    }

    private static func trouble(_ row: SQLRow) throws -> RotationTrouble {
        guard let step = RotationStep(rawValue: try row.text("step")) else {
            throw StateError.column("step", expected: "a step of a rotation")
        }
        return RotationTrouble(
            secret: try row.text("secret"), step: step, attempts: Int(try row.integer("attempts")),
            reason: try row.text("reason"), hint: try row.optionalText("hint"),
            since: Timestamp(microseconds: try row.integer("since")),
            nextTryAt: try row.optionalInteger("next_try_at").map(Timestamp.init(microseconds:)),
            parkedAt: try row.optionalInteger("parked_at").map(Timestamp.init(microseconds:)))
    }
}
