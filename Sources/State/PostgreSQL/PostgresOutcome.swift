import Basics
import Postgres

/// What became of a transaction whose connection was lost while it was committed.
struct PostgresOutcome {
    enum Found { case committed, undone, unknown }

    let pool: PostgresPool
    let beginning: PostgresBeginning
    let mark: PostgresMark

    /// Asks the server, over a new connection, until it knows or the time is up.
    func find(until deadline: ContinuousClock.Instant) -> Found {
        var rest = Duration.milliseconds(10)
        while true {
            if let found = try? ask(until: deadline) { return found }
            guard ContinuousClock.now + rest < deadline else { return .unknown }
            pause(rest)
            rest = min(rest * 2, .milliseconds(500))
        }
    }

    /// Takes the writers' turn first: whoever had it before, also a transaction whose client has gone, has come to its end.
    private func ask(until deadline: ContinuousClock.Instant) throws -> Found {
        let link = try PostgresLink(pool.endpoint)
        let statements = beginning.writing(lockWithin: deadline - .now) + [mark.question]
        var answers: [PostgresResult] = []
        for result in try link.connection.pipeline(statements, within: max(deadline - .now, .seconds(1))) {
            answers.append(try result.get())
        }
        let isThere = try answers.last?.rows.first?.optionalInteger("count") == 1
        guard link.abandon() else { throw PostgresError.closed(place: pool.endpoint.place) }
        // Others see it; now it shall be on disk.
        if isThere { try PostgresCommitment.flush(on: link) }
        return isThere ? .committed : .undone
    }
}
