internal import Basics
internal import Redis

/// One operation on a store: a question, the connections that ask it, and what they have found out so far.
///
/// Now one worker on one node; where a store has several primaries, each has its worker and a pass is over all of them.
final class StoreSession {
    let store: SessionStore
    let selector: SessionSelector?
    let reporter: ProgressReporter
    let worker: SessionWorker
    /// The passes that looked for what came back, together.
    private(set) var again = PassTally()
    /// True where the operation was stopped before its end.
    private(set) var wasCancelled = false

    /// Connects.
    init(_ store: SessionStore, _ selector: SessionSelector?, _ reporter: ProgressReporter) throws(SessionsError) {
        let question = try store.question(selector)
        self.store = store
        self.selector = selector
        self.reporter = reporter
        do {
            worker = try SessionWorker(
                layout: store.layout, question: question, endpoint: store.endpoint,
                checkpoint: { reporter.checkpoint($0, $1) })
        } catch {
            throw .redis(store: store.name, error)
        }
    }

    /// The sessions that the indexes list, then all of the key space.
    func pass(_ mode: PassMode) throws(PassFailure) -> PassTally {
        worker.begin(mode)
        defer { settle() }
        try worker.examineIndexes(of: selector?.users ?? [])
        if !worker.isStopping { try worker.scan() }
        return worker.tally
    }

    /// A pass over what came back since the first one; its numbers are added to `again`.
    func passAgain(_ mode: PassMode) throws(PassFailure) {
        var mode = mode
        mode.isAgain = true
        defer { again.add(worker.tally) }
        _ = try pass(mode)
    }

    /// A look at keys that were revoked; what came back is added to `again`.
    func lookAgain(_ mode: PassMode, _ keys: KeyList, _ range: Range<Int>) throws(PassFailure) {
        var mode = mode
        mode.isAgain = true
        worker.begin(mode)
        defer {
            settle()
            again.add(worker.tally)
        }
        try worker.examine(keys, range, origin: .watch, onlyExisting: true)
        if worker.checkpoint(worker.tally, 0) { wasCancelled = true }
    }

    private func settle() {
        reporter.removedBefore += worker.tally.removed
        wasCancelled = wasCancelled || worker.tally.wasCancelled
    }

    /// A pass of an operation that only reads: nothing can be unknown when it fails.
    func read(_ mode: PassMode) throws(SessionsError) -> PassTally {
        let tally: PassTally
        do {
            tally = try pass(mode)
        } catch {
            throw .redis(store: store.name, error.cause)
        }
        try checkLayout(tally)
        return tally
    }

    /// Zero is an error to explain: a wrong database, prefix or layout looks just like a user who is not signed in.
    func checkLayout(_ tally: PassTally) throws(SessionsError) {
        guard tally.examined == 0, tally.matched == 0, !tally.wasCancelled else { return }
        let near: NearMisses
        do {
            near = try NearMissSearch.run(on: worker, database: store.endpoint.database, tally)
        } catch {
            throw .redis(store: store.name, error)
        }
        throw .nothingMatchesLayout(store: store.name, pattern: store.keyPattern, near)
    }

    /// Refuses a replica, by the server's own word; where the user may not ask, UNLINK will be refused instead.
    func requirePrimary() throws(SessionsError) {
        let role: RedisReply
        do {
            role = try worker.ask(["ROLE"])
        } catch {
            if case .server = error { return }
            throw .redis(store: store.name, error)
        }
        guard case .array(let parts) = role, parts.count >= 3, case .bulk(let kind) = parts[0],
            kind == Array("slave".utf8)
        else { return }
        var primary: String?
        if case .bulk(let host) = parts[1], case .integer(let port) = parts[2] {
            primary = "\(String(decoding: host, as: UTF8.self)):\(port)"
        }
        throw .replica(store: store.name, endpoint: store.address, primary: primary)
    }
}
