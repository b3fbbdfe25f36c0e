public import Basics
internal import JSON
internal import State

extension RotationEngine {
    /// Each machine's by itself: they have clocks of their own.
    private static let pass = "pass of the timer on \(LeaseHolder.current.host)"
    private static let restart = "first pass after a restart of \(LeaseHolder.current.host)"

    /// Why the timer holds back what is due only because the clock says so: that it was put forward since its last pass,
    /// or that the machine was started anew and nobody can tell; nil where all is well. It ends when the clock is right
    /// again, when a day has really passed, or when somebody vouches for the clock.
    ///
    /// - Parameters:
    ///   - lastRecorded: when the journal was last written, by whichever clock.
    ///   - isTrusted: somebody has looked at the clock, and it is right.
    ///   - isLooking: this is no pass of the timer; nothing is noted.
    public func clockHold(
        lastRecorded: Timestamp? = nil, isTrusted: Bool = false, isLooking: Bool = false
    ) throws -> ClockHold? {
        let (pass, restart) = try database.read { session in
            (try ClockRows.reading(Self.pass, session), try ClockRows.reading(Self.restart, session))
        }
        let judgement = isTrusted ? .keep : ClockJudgement(pass, restart, lastRecorded, time)
        if !isLooking, time.uptime != nil, let name = judgement.isKept ? Self.pass : judgement.isFirst ? Self.restart : nil {
            try database.write { try ClockRows.put(name, ClockReading(time), $0) }
        }
        return judgement.hold
    }

    /// What was done to the clock while rotations wait, by secret.
    public func clockRemarks(_ definitions: [SecretDefinition]) throws -> [(secret: String, remark: String)] {
        let open = try database.read { try RotationRows.allOpen($0) }
        return definitions.compactMap { definition in
            open[definition.name]?.clockRemark(time).map { (definition.name, $0) }
        }
    }
}

/// The table `clock_readings`.
enum ClockRows {
    static func reading(_ name: String, _ session: any DatabaseSession) throws -> ClockReading? {
        try session.first("SELECT reading FROM clock_readings WHERE name = $1", [.text(name)]).map { row in
            try JSONValue(parsing: try row.text("reading")).decode(ClockReading.self)
        }
    }

    static func put(_ name: String, _ reading: ClockReading, _ session: any DatabaseSession) throws {
        try session.execute(
            """
            INSERT INTO clock_readings (name, reading) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET reading = excluded.reading
            """,
            [.text(name), .text(try JSONValue(encoding: reading).compact)])
    }
}
