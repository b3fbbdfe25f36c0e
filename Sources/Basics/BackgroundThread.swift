internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Work that blocks, on a thread of its own and never on Swift's co-operative pool, whose few threads must not wait.
public final class BackgroundThread<Value: Sendable>: Sendable {
    private enum State { case running, done(Result<Value, any Error>) }
    private let state = Mutex(State.running)
    private let gate: Gate

    /// Starts the work at once.
    public init(_ work: @escaping @Sendable () throws -> Value) {
        gate = Gate()
        launch { [self] in
            let result = Result { try work() }
            state.withLock { $0 = .done(result) }
            gate.open()
        }
    }

    /// Whether the work is done, so that nobody has to wait for it.
    public var isDone: Bool {
        state.withLock { state in
            if case .done = state { true } else { false }
        }
    }

    /// Waits until the work is done and gives what it returned, or throws what it threw.
    public func join() throws -> Value {
        gate.waitUntilOpen()
        return try state.withLock { state in
            switch state {
            case .done(let result): try result.get()
            case .running: preconditionFailure("the gate opens only after the result is there")
            }
        }
    }
}

/// Starts a detached thread with a stack of 8 MiB.
private func launch(_ body: @escaping @Sendable () -> Void) {
    final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 8 << 20)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Body(body)).toOpaque()
    let status = pthread_create(
        &thread, &attributes,
        { argument in
            if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        }, argument)
    pthread_attr_destroy(&attributes)
    precondition(status == 0, "the system gives no more threads")
}

/// Closed until it is opened, once and for good.
private final class Gate: Sendable {
    // A POSIX semaphore must not move, so it lives on the heap for as long as the gate does.
    // safe because sem_t is made for use from several threads, and the pointer itself never changes.
    nonisolated(unsafe) private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    func open() { sem_post(semaphore) }

    func waitUntilOpen() {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
        sem_post(semaphore)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }
}

/// Lets this thread rest, at least so long.
public func pause(_ duration: Duration) {
    // In slices, since usleep may refuse a second or more (POSIX.1-2001); a signal cuts a slice short.
    let end = ContinuousClock.now + duration
    while true {
        let rest = (end - ContinuousClock.now).inMicroseconds
        guard rest > 0 else { return }
        usleep(UInt32(min(rest, 500_000)))
    }
}
