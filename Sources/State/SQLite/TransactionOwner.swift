import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Remembers which thread is inside a transaction, so that one begun inside another is an error instead of a deadlock.
final class TransactionOwner: Sendable {
    private let owner = Mutex<pthread_t?>(nil)

    /// Throws where the calling thread is inside a transaction already.
    func checkOutside() throws(StateError) {
        let isInside = owner.withLock { $0.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
        if isInside { throw .nested }
    }

    /// Runs `body` as the transaction's thread. Only one thread at a time gets here: the connection is serial.
    func inside<T>(_ body: () throws -> T) rethrows -> T {
        owner.withLock { $0 = pthread_self() }
        defer { owner.withLock { $0 = nil } }
        return try body()
    }
}
