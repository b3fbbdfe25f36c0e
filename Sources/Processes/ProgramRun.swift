internal import Basics
internal import Glibc

/// Runs external programs by argument list, never through a shell.
public enum ProgramRun {
    /// How long a program has, after SIGTERM, before SIGKILL.
    private static let grace: Duration = .seconds(2)

    /// Throws what `run` would throw before it starts the program: where there is none that may be executed, or its
    /// folder cannot be entered.
    public static func check(
        _ arguments: [String], environment: [String: String]? = nil, workingDirectory: String? = nil
    ) throws(ProcessesError) {
        _ = try SpawnPlan(arguments, environment, workingDirectory)
    }

    /// Runs a program to its end and returns what it wrote.
    ///
    /// The calling thread is blocked meanwhile. The program leads a session and a process group of its own, so that a
    /// Ctrl-C at the terminal does not reach it. When the time is up the whole group gets SIGTERM, two seconds later
    /// SIGKILL. What it leaves running in the background when it ends by itself goes on, and is not waited for.
    ///
    /// - Parameters:
    ///   - arguments: the program, by its path or to be found on `PATH`, and its arguments.
    ///   - environment: all of its variables; nil for those of this process.
    ///   - workingDirectory: where it runs, and what the program's path is relative to; nil for the present folder.
    ///   - standardInput: what it can read; what it does not read is no error.
    ///   - timeout: how long it may run.
    ///   - outputLimit: how many bytes of each of its two streams are kept.
    ///   - isCancelled: asked while it runs; true ends it as the end of its time does. So does a `ProgramGuard`.
    /// - Throws: `ProcessesError` where it could not be run. That it ended with another status than 0 is no error.
    public static func run(
        _ arguments: [String], environment: [String: String]? = nil, workingDirectory: String? = nil,
        standardInput: [UInt8] = [], timeout: Duration = .seconds(60), outputLimit: Int = 1 << 20,
        isCancelled: () -> Bool = { false }
    ) throws(ProcessesError) -> ProgramResult {
        let plan = try SpawnPlan(arguments, environment, workingDirectory)
        let mayRun = ProgramGuard.isRight ?? { true }
        guard var streams = ProgramStreams(input: standardInput, limit: outputLimit) else {
            throw .cannotStart(program: arguments[0], reason: SpawnError(number: errno).reason)
        }
        let program: Int32
        switch spawn(plan, streams.farEnds, lock: ProgramLock.descriptor) {
        case .success(let number): program = number
        case .failure(let error): throw .cannotStart(program: arguments[0], reason: error.reason)
        }
        streams.closeFarEnds()
        let ending = withoutSIGPIPE { waitForEnd(of: program, &streams, timeout) { isCancelled() || !mayRun() } }
        let exitCode = reap(program)
        if ending != .byItself { endGroup(program, &streams) }
        streams.drain()
        return ProgramResult(
            exitCode: exitCode, standardOutput: streams.output.bytes, standardError: streams.error.bytes,
            timedOut: ending == .timeout, wasCancelled: ending == .cancelled, outputWasCut: streams.output.wasCut || streams.error.wasCut)
    }

    /// Why a program ended.
    private enum Ending { case byItself, timeout, cancelled }

    /// Serves the streams until the program has ended, by itself or because it had to be ended.
    private static func waitForEnd(
        of program: Int32, _ streams: inout ProgramStreams, _ timeout: Duration, _ isCancelled: () -> Bool
    ) -> Ending {
        var ending = Ending.byItself
        var deadline = ContinuousClock.now + timeout
        var signals = [SIGTERM, SIGKILL][...]
        // As long as a stream is open its end announces that of the program; otherwise it has to be asked for.
        var rest: Int32 = 1
        while !hasEnded(program) {
            if ending == .byItself, isCancelled() {
                ending = .cancelled
                deadline = .now
            }
            if ContinuousClock.now >= deadline, let signal = signals.popFirst() {
                if ending == .byItself { ending = .timeout }
                kill(-program, signal)
                deadline = .now + grace
            }
            streams.serve(milliseconds: streams.areClosed ? rest : 20)
            rest = min(rest * 2, 20)
        }
        return ending
    }

    /// What outlives its leader, which was ended, has the same grace. The group's number cannot become another's while
    /// one of its processes lives.
    private static func endGroup(_ group: Int32, _ streams: inout ProgramStreams) {
        let deadline = ContinuousClock.now + grace
        while kill(-group, 0) == 0 {
            if ContinuousClock.now >= deadline {
                kill(-group, SIGKILL)
                return
            }
            streams.serve(milliseconds: 10)
        }
    }

    /// Whether a child has ended. It stays a zombie, and its number its own.
    private static func hasEnded(_ child: Int32) -> Bool {
        var information = siginfo_t()
        let status = waitid(P_PID, id_t(child), &information, WEXITED | WNOHANG | WNOWAIT)
        return status != 0 || information.si_signo != 0
    }

    /// SIGPIPE goes to the thread that wrote (POSIX, `write`): it is held back there and taken off again.
    private static func withoutSIGPIPE<Value>(_ body: () -> Value) -> Value {
        var pipeSignal = sigset_t()
        var before = sigset_t()
        sigemptyset(&pipeSignal)
        sigaddset(&pipeSignal, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipeSignal, &before)
        defer {
            var none = timespec()
            while sigtimedwait(&pipeSignal, nil, &none) == SIGPIPE {}
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
        return body()
    }
}

/// Waits for a child and returns its exit status as a shell tells it: 128 + the signal that ended it.
@discardableResult
func reap(_ child: Int32) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    // wait(2): the low seven bits are the signal, the next eight the status.
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
}
