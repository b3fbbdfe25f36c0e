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
    private static let count = Atomic(0)

    /// Whether somebody has asked to stop.
    @Sendable static func isWished() -> Bool { count.load(ordering: .relaxed) > 0 }

    /// Runs long work that looks at `isWished`.
    static func stoppable<Value>(_ work: () throws -> Value) rethrows -> Value {
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if count.add(1, ordering: .relaxed).newValue > 1 { _exit(128 + number) }
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
