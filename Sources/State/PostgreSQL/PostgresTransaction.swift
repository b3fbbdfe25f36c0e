import Basics
import Postgres

/// A transaction. What needs no answer at once goes with the next that does, or with the commit: over a network every way
/// there and back counts, and all of them while the others wait.
final class PostgresTransaction {
    /// Up to so many statements wait for one that needs an answer.
    private static let mostWaiting = 64
    /// How long an answer may be on its way when the time is up.
    private static let grace = Duration.seconds(5)

    private let pool: PostgresPool
    private let beginning: PostgresBeginning
    private let mayWrite: Bool
    private let isPatient: Bool
    private var link: PostgresLink?
    private var mark: PostgresMark?
    private var commitment = PostgresCommitment.shared
    private var waiting: [PostgresStatement] = []

    init(_ pool: PostgresPool, _ beginning: PostgresBeginning, mayWrite: Bool, isPatient: Bool) {
        (self.pool, self.beginning, self.mayWrite, self.isPatient) = (pool, beginning, mayWrite, isPatient)
    }

    /// Begins, and does the first statements; one that only reads need not, it begins with its first statement by itself.
    func begin(with statements: [PostgresStatement]) throws(PostgresError) -> [PostgresResult] {
        let deadline = ContinuousClock.now + beginning.wait
        var rest = Duration.milliseconds(20)
        // Until that has succeeded nothing can be lost with the connection, so that it is simply done again.
        while true {
            var isNew = true
            do throws(PostgresError) {
                let (link, isFresh) = try pool.link()
                isNew = isFresh
                return try begin(on: link, statements, until: deadline)
            } catch {
                // One that was kept may have ended long ago, or a pooler has joined it to another server, which has
                // nothing prepared; another is there at once.
                if !isNew, error.mayPass || error.isUnprepared, ContinuousClock.now < deadline { continue }
                var mayPass = error.mayPass
                if isPatient {
                    switch error {
                    case .unreachable: mayPass = true
                    // One of several is about to take over.
                    case .onlyReads: mayPass = pool.endpoint.namesSeveral
                    default: break
                    }
                }
                guard mayPass, ContinuousClock.now + rest < deadline else { throw error }
                pause(rest)
                rest = min(rest * 2, .milliseconds(500))
            }
        }
    }

    /// Does a statement, and what waits before it.
    func perform(_ statement: PostgresStatement) throws(PostgresError) -> PostgresResult {
        guard let last = try perform([statement]).last else { throw .value("PostgreSQL answered nothing") }
        return last
    }

    /// Does several statements at once, and what waits before them.
    func perform(_ statements: [PostgresStatement]) throws(PostgresError) -> [PostgresResult] {
        guard !statements.isEmpty else { return [] }
        let all = waiting + statements
        waiting = []
        return Array(try send(all).suffix(statements.count))
    }

    /// Does a statement some time before the next that is performed, or before the commit; it fails with that.
    func performLater(_ statement: PostgresStatement) throws(PostgresError) {
        waiting.append(statement)
        guard waiting.count >= Self.mostWaiting else { return }
        _ = try perform(waiting.removeLast())
    }

    /// Lends the connection, with everything done that waits.
    func withConnection(_ body: (inout PostgresConnection) throws(PostgresError) -> Void) throws(PostgresError) {
        if let last = waiting.popLast() { _ = try perform(last) }
        if let link { try body(&link.connection) }
    }

    /// Commits. Throws where it is undone, or nobody knows.
    func commit(outcomeWithin wait: Duration, place: String) throws(StateError) {
        guard let link else { return }  // it has read nothing
        let before = waiting + (mark?.statements ?? [])
        let statements = before + (mayWrite ? commitment.statements : [PostgresStatement("COMMIT")])
        let commit = before.count + (mayWrite ? PostgresCommitment.commit : 0)
        waiting = []
        var isCommitted = false
        var failure: PostgresError?
        do throws(PostgresError) {
            let results = try link.connection.pipeline(statements)
            if case .success = results[commit] { isCommitted = true }
            for case .failure(let error) in results { failure = failure ?? error }
        } catch {
            failure = error
        }
        guard let failure else { return }
        if isCommitted {
            // Others see it; only whether it is on disk was not told.
            do throws(PostgresError) { try PostgresCommitment.flush(pool) } catch { throw .outcomeUnknown(place: place) }
            return
        }
        guard !link.connection.isOpen else { throw StateError(failure, place: place) }
        guard let mark else { return }  // it has read all that it wanted
        switch PostgresOutcome(pool: pool, beginning: beginning, mark: mark).find(until: .now + wait) {
        case .committed: return
        case .undone: throw .lost(place: place)
        case .unknown: throw .outcomeUnknown(place: place)
        }
    }

    /// Undoes what is not committed, and gives the connection back.
    func end() {
        waiting = []
        if let link { pool.giveBack(link) }
        link = nil
    }

    // MARK: -

    private func send(_ statements: [PostgresStatement]) throws(PostgresError) -> [PostgresResult] {
        guard let link else { return try begin(with: statements) }
        if statements.count == 1 { return [try link.connection.query(statements[0])] }
        return try Self.all(try link.connection.pipeline(statements)[...])
    }

    private static func all(
        _ results: ArraySlice<Result<PostgresResult, PostgresError>>
    ) throws(PostgresError) -> [PostgresResult] {
        try results.map { result throws(PostgresError) in try result.get() }
    }

    private func begin(
        on link: PostgresLink, _ statements: [PostgresStatement], until deadline: ContinuousClock.Instant
    ) throws(PostgresError) -> [PostgresResult] {
        let first = mayWrite ? beginning.writing(lockWithin: deadline - .now) : beginning.reading
        let results: [Result<PostgresResult, PostgresError>]
        do throws(PostgresError) {
            // A server that is gone without a word shall not be waited for as long as for a statement that is at work.
            results = try link.connection.pipeline(first + statements, within: max(deadline - .now, .zero) + Self.grace)
            // What fails behind the beginning fails in the transaction, unless the server was taken for another.
            _ = try Self.all(results.prefix(first.count))
            for case .failure(let error) in results where error.isUnprepared { throw error }
        } catch {
            if error.isUnprepared { link.connection.endPreparing() }
            pool.giveBack(link)
            throw error
        }
        self.link = link
        guard let row = try results[1].get().rows.first else { throw .value("PostgreSQL answered nothing") }
        link.note(server: try row.optionalInteger("server"))
        if mayWrite {
            mark = link.nextMark()
            commitment = try PostgresCommitment(row)
        } else if try row.optionalBoolean("durable") == false {
            try PostgresCommitment.flush(pool)
        }
        return try Self.all(results.dropFirst(first.count))
    }
}
