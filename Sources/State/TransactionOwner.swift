import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Remembers which threads are inside a transaction, so that one begun inside another is an error instead of a deadlock.
final class TransactionOwner: Sendable {
    private let owners = Mutex<[pthread_t]>([])

    /// Throws where the calling thread is inside a transaction already.
    func checkOutside() throws(StateError) {
        let isInside = owners.withLock { $0.contains { pthread_equal($0, pthread_self()) != 0 } }
        if isInside { throw .nested }
    }

    /// Runs `body` as a transaction's thread.
    func inside<T>(_ body: () throws -> T) rethrows -> T {
        owners.withLock { $0.append(pthread_self()) }
        defer { owners.withLock { $0.removeAll { pthread_equal($0, pthread_self()) != 0 } } }
        return try body()
    }
}
