import Dispatch
import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Ctrl-C and SIGTERM as a wish to stop: long work looks at `isWished` between batches and ends with a receipt. A second
/// Ctrl-C ends the program at once.
enum Interruption {
    /// When somebody first asked to stop, in nanoseconds of uptime; 0 where nobody has.
    private static let first = Atomic<UInt64>(0)
    /// One wish may arrive twice: `timeout`, and a terminal with a wrapper before it, signal the program and then its
    /// whole group.
    private static let sameWish: UInt64 = 300_000_000

    /// Whether somebody has asked to stop.
    @Sendable static func isWished() -> Bool { first.load(ordering: .relaxed) > 0 }

    /// Takes note of a signal; true where it is the second wish.
    private static func isSecondWish() -> Bool {
        let now = DispatchTime.now().uptimeNanoseconds
        let earlier = first.compareExchange(expected: 0, desired: now, ordering: .relaxed).original
        return earlier > 0 && now > earlier + sameWish
    }

    /// Runs long work that looks at `isWished`.
    static func stoppable<Value>(_ work: () throws -> Value) rethrows -> Value {
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if isSecondWish() { _exit(128 + number) }
            }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        }
        return try work()
    }
}
