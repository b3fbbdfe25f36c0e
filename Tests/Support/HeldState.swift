import Basics
public import State
import Synchronization

/// Somebody else's write transaction, which holds all others up.
public final class HeldState: Sendable {
    private enum Phase { case beginning, holding, released }
    private let phase = Mutex(Phase.beginning)
    private let thread = Mutex<BackgroundThread<Void>?>(nil)

    /// Begins it, on a connection that nobody else uses, and returns when it has begun.
    public init(_ database: any Database) throws {
        let thread = BackgroundThread { [self] in
            try database.write { session in
                _ = try session.first("SELECT 1 AS one")
                phase.withLock { if $0 == .beginning { $0 = .holding } }
                while phase.withLock({ $0 }) == .holding { pause(.milliseconds(5)) }
            }
        }
        self.thread.withLock { $0 = thread }
        try waitUntil("somebody else writes") { thread.isDone || phase.withLock { $0 } == .holding }
        if thread.isDone { try thread.join() }
    }

    /// Lets the others go on.
    public func release() {
        phase.withLock { $0 = .released }
        try? thread.withLock { $0 }?.join()
    }
}
