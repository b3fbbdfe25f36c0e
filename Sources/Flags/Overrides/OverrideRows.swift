internal import Basics
internal import JSON
internal import State

/// The table `flag_overrides`.
struct OverrideRows {
    private let session: any DatabaseSession

    init(_ session: any DatabaseSession) { self.session = session }

    // MARK: Reading

    /// The overrides of a flag that hold or wait below, the lowest first.
    func live(_ source: String, _ flag: String) throws -> [FlagOverride] {
        try select("source = $1 AND flag = $2 AND state IN ('active', 'superseded')", [.text(source), .text(flag)])
    }

    /// Every override that holds or waits below.
    func live() throws -> [FlagOverride] { try select("state IN ('active', 'superseded')", []) }

    /// What may or may not have been written, or put back.
    func unsettled() throws -> [FlagOverride] { try select("state IN ('pending', 'undoing')", []) }

    func override(_ id: String) throws -> FlagOverride? { try select("id = $1", [.text(id)]).first }

    /// Everything that was ever done to a flag, the oldest first.
    func history(_ flag: String, _ source: String?) throws -> [FlagOverride] {
        guard let source else { return try select("flag = $1", [.text(flag)]) }
        return try select("flag = $1 AND source = $2", [.text(flag), .text(source)])
    }

    private func select(_ condition: String, _ parameters: [SQLValue]) throws -> [FlagOverride] {
        try session.query("SELECT * FROM flag_overrides WHERE \(condition) ORDER BY sequence", parameters)
            .map(Self.override)
    }

    private static func override(_ row: SQLRow) throws -> FlagOverride {
        let id = try row.text("id")
        guard let prior = FlagSnapshot(try JSONValue(parsing: row.text("prior"))),
            let target = FlagSnapshot(try JSONValue(parsing: row.text("value"))),
            let state = FlagOverride.State(rawValue: try row.text("state")),
            prior.hash == (try row.text("prior_hash")), target.hash == (try row.text("value_hash"))
        else { throw FlagsError.damagedState(id: id) }
        let cause = OverrideCause(
            actor: try row.text("actor"), reason: try row.optionalText("reason"),
            incident: try row.optionalText("incident"),
            expiresAt: try row.optionalInteger("expires_at").map { Timestamp(microseconds: $0) })
        return FlagOverride(
            id: id, unit: try row.text("unit"), source: try row.text("source"), flag: try row.text("flag"),
            prior: prior, target: target, state: state, cause: cause, lockdown: try row.optionalText("lockdown"),
            createdAt: Timestamp(microseconds: try row.integer("created_at")),
            endedAt: try row.optionalInteger("ended_at").map { Timestamp(microseconds: $0) },
            chain: try row.text("chain"), sequence: try row.integer("sequence"))
    }

    /// The overrides that belong together, the oldest first.
    func unit(_ unit: String) throws -> [FlagOverride] { try select("unit = $1", [.text(unit)]) }

    // MARK: Writing

    func nextSequence() throws -> Int64 {
        try session.first("SELECT MAX(sequence) AS last FROM flag_overrides")?.optionalInteger("last").map { $0 + 1 }
            ?? 1
    }

    func insert(_ override: FlagOverride) throws {
        let values: [SQLValue] = [
            .text(override.id), .integer(override.sequence), .text(override.unit), .text(override.chain),
            .text(override.source), .text(override.flag), .text(override.prior.json.compact),
            .text(override.prior.hash), .text(override.target.json.compact), .text(override.target.hash),
            .text(override.state.rawValue), .text(override.actor), .optional(override.reason),
            .optional(override.incident), .optional(override.lockdown), .integer(override.createdAt.microseconds),
            .optional(override.expiresAt?.microseconds),
        ]
        try session.execute(
            """
            INSERT INTO flag_overrides (id, sequence, unit, chain, source, flag, prior, prior_hash, value, value_hash,
                state, actor, reason, incident, lockdown, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """, values)
    }

    /// Lets overrides hold that were pending: what lay on top before is superseded, or, where somebody else changed
    /// the flag in between, overtaken.
    func activate(_ overrides: [FlagOverride], at now: Timestamp) throws {
        for override in overrides {
            for below in try live(override.source, override.flag) {
                if below.chain != override.chain {
                    try end(below, .overtaken, at: now)
                } else if below.state == .active {
                    try set(below, .superseded)
                }
            }
            try set(override, .active)
        }
    }

    func set(_ override: FlagOverride, _ state: FlagOverride.State) throws {
        try session.execute(
            "UPDATE flag_overrides SET state = $1 WHERE id = $2", [.text(state.rawValue), .text(override.id)])
    }

    /// Lets overrides live again that were kept, the last of them on top.
    func reopen(_ overrides: [FlagOverride]) throws {
        for override in overrides {
            let state: FlagOverride.State = override == overrides.last ? .active : .superseded
            try session.execute(
                "UPDATE flag_overrides SET state = $1, ended_at = NULL WHERE id = $2",
                [.text(state.rawValue), .text(override.id)])
        }
    }

    func end(_ override: FlagOverride, _ state: FlagOverride.State, at now: Timestamp) throws {
        try session.execute(
            "UPDATE flag_overrides SET state = $1, ended_at = $2 WHERE id = $3",
            [.text(state.rawValue), .integer(now.microseconds), .text(override.id)])
    }
}
