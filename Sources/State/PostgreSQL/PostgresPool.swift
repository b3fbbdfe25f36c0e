import Basics
import Postgres
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The connections of one process to its state: made when they are needed, kept while they are good.
final class PostgresPool: Sendable {
    /// So many transactions of a process go on at once; the others wait.
    private static let limit = 16

    let endpoint: PostgresEndpoint
    private let idle = Mutex<[PostgresLink]>([])
    // A POSIX semaphore must not move, so it lives on the heap for as long as the pool does.
    // safe because sem_t is made for use from several threads, and the pointer itself never changes.
    nonisolated(unsafe) private let permits = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init(_ endpoint: PostgresEndpoint) {
        self.endpoint = endpoint
        sem_init(permits, 0, UInt32(Self.limit))
    }

    deinit {
        sem_destroy(permits)
        permits.deallocate()
    }

    /// Runs `body` when it is its turn; nil where that did not come in time.
    func inTurn<T>(until deadline: ContinuousClock.Instant, _ body: () throws -> T) rethrows -> T? {
        guard wait(until: deadline) else { return nil }
        defer { sem_post(permits) }
        return try body()
    }

    /// A connection that was used before, or a new one. One that was used before may have gone meanwhile.
    func link() throws(PostgresError) -> (link: PostgresLink, isNew: Bool) {
        while let known = idle.withLock({ $0.popLast() }) {
            if known.connection.isOpen { return (known, false) }
        }
        return (try PostgresLink(endpoint), true)
    }

    /// Takes a connection back.
    func giveBack(_ link: PostgresLink) {
        guard link.abandon() else { return }
        idle.withLock { $0.append(link) }
    }

    /// A place is seldom waited for: with so many at once it is the server that is waited for.
    private func wait(until deadline: ContinuousClock.Instant) -> Bool {
        while sem_trywait(permits) != 0 {
            guard ContinuousClock.now < deadline else { return false }
            pause(.milliseconds(2))
        }
        return true
    }
}
