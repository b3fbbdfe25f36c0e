// `__environ` is a global variable of C: safe because firebreak never changes its own environment.
@preconcurrency internal import Glibc
internal import Synchronization

// Programs are started by posix_spawn and waited for by the calling thread itself, not by swift-subprocess: each of
// its runs (1.0.2, `withAsyncTaskCleanupHandler`) needs a free thread of Swift's co-operative pool, so a caller that
// blocks such a thread until the program ends waits for ever as soon as all of them do the same; the tests of
// swift-testing run on that pool.

/// Held while a pipe is made and while a program is started, so that no program inherits a pipe that is not yet marked
/// close-on-exec (`pipe2`, which would do both in one, is hidden from Swift behind _GNU_SOURCE).
let spawnLock = Mutex(())

/// The three streams of a program to be started, each a descriptor of ours, or -1 for /dev/null.
struct SpawnStreams {
    var input: Int32 = -1
    var output: Int32 = -1
    var error: Int32 = -1
}

/// Starts a program as the leader of a new session and process group, with default signal dispositions.
/// - Parameter lock: a descriptor that it inherits as 3; nil for none.
/// - Returns: its process number, or the errno.
func spawn(_ plan: SpawnPlan, _ streams: SpawnStreams, lock: Int32? = nil) -> Result<Int32, SpawnError> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, descriptor) in [(0, streams.input), (1, streams.output), (2, streams.error)] as [(Int32, Int32)] {
        if descriptor >= 0 {
            posix_spawn_file_actions_adddup2(&actions, descriptor, target)
        } else {
            posix_spawn_file_actions_addopen(&actions, target, "/dev/null", target == 0 ? O_RDONLY : O_WRONLY, 0)
        }
    }
    if let lock { posix_spawn_file_actions_adddup2(&actions, lock, 3) }
    closeOtherDescriptors(&actions, from: lock == nil ? 3 : 4)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let setSession: Int32 = 0x80  // POSIX_SPAWN_SETSID of glibc 2.26 and musl, hidden behind _GNU_SOURCE
    posix_spawnattr_setflags(&attributes, Int16(setSession | Int32(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)))

    var number: pid_t = 0
    let status = withCStrings(plan.arguments) { arguments in
        withCStrings(plan.environment ?? []) { environment in
            let variables = plan.environment == nil ? __environ : environment
            return spawnLock.withLock { _ in
                posix_spawn(&number, plan.path, &actions, &attributes, arguments, variables)
            }
        }
    }
    return status == 0 ? .success(number) : .failure(SpawnError(number: status))
}

/// Has the program inherit nothing beside its streams, where the C library can: glibc from 2.34 on. Swift does not
/// see the function, which stands behind _GNU_SOURCE.
private func closeOtherDescriptors(_ actions: inout posix_spawn_file_actions_t, from first: Int32) {
    typealias Add = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
    guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
    // safe because this is the function's type in spawn.h.
    _ = unsafeBitCast(symbol, to: Add.self)(&actions, first)
}

/// Why the system did not start a program.
struct SpawnError: Error {
    let number: Int32
    var reason: String { String(cString: strerror(number)) }
}

/// The strings as C wants them: an array of pointers that ends with NULL.
private func withCStrings<Value>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
) -> Value {
    let pointers = strings.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    let array = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: pointers.count + 1)
    defer { array.deallocate() }
    for (index, pointer) in pointers.enumerated() { array[index] = pointer }
    array[pointers.count] = nil
    return body(array)
}
