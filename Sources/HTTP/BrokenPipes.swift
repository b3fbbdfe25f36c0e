#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Runs with SIGPIPE held back in this thread. With CURLOPT_NOSIGNAL libcurl leaves the signal alone, and where it
/// writes through OpenSSL's own socket code (before 7.87), a server that closes early would end the process.
func withoutBrokenPipeSignals<Result>(_ body: () -> Result) -> Result {
    var brokenPipe = sigset_t()
    var pending = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&brokenPipe)
    unsafe sigaddset(&brokenPipe, SIGPIPE)
    unsafe sigpending(&pending)
    // One that is waiting already is somebody else's.
    guard unsafe sigismember(&pending, SIGPIPE) == 0, unsafe pthread_sigmask(SIG_BLOCK, &brokenPipe, &before) == 0
    else { return body() }
    let result = body()
    unsafe sigpending(&pending)
    if unsafe sigismember(&pending, SIGPIPE) == 1 {
        var taken: Int32 = 0
        unsafe sigwait(&brokenPipe, &taken)
    }
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    return result
}
