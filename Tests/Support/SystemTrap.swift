internal import Processes

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Stands between a program and the system's C library (LD_PRELOAD, ld.so(8)): kills the program at a chosen call of
/// those after which the outside world or the disk is different, or has the disk be full from a chosen write on. The
/// program itself knows nothing of it, and what it starts is left alone.
public struct SystemTrap: Sendable {
    private let library: String

    /// Compiles it, once in a test process.
    public init() throws { library = try Self.built.get() }

    /// Variables with which a program is killed by SIGKILL at a boundary, counted from 1: each call of `fsync`,
    /// `fdatasync`, `rename`, `unlink`, `link`, `send`, `connect` and those like them has one before and one after it.
    public func killing(at boundary: Int) -> [String: String] {
        ["LD_PRELOAD": library, "FIREBREAK_TRAP_KILL": String(boundary)]
    }

    /// Something in what a program writes into files: `first`, and right behind it, with a byte at most in between, one of
    /// `then`. In a page of SQLite so stand the columns of a row beside each other, small numbers in between.
    public struct Mark: Sendable {
        let text: String
        public init(_ first: String, then: [String]) { text = ([first] + then).joined(separator: "\t") }
    }

    /// Variables with which a program is killed by SIGKILL around something that it writes: at 0 just before the first write
    /// that has it, at n at the n-th boundary after that write.
    ///
    /// - Parameters:
    ///   - until: it is killed before the first write that has this, if it comes so far.
    ///   - told: a file that is made when it does.
    public func killing(
        at boundary: Int, once mark: Mark, until end: Mark? = nil, told: String? = nil
    ) -> [String: String] {
        var variables = [
            "LD_PRELOAD": library, "FIREBREAK_TRAP_KILL": String(boundary), "FIREBREAK_TRAP_ONCE": mark.text,
        ]
        if let end { variables["FIREBREAK_TRAP_UNTIL"] = end.text }
        if let told { variables["FIREBREAK_TRAP_TOLD"] = told }
        return variables
    }

    /// Variables with which a program is killed by SIGKILL after a while, wherever it is then.
    public func killing(after time: Duration) -> [String: String] {
        let (seconds, attoseconds) = time.components
        let microseconds = max(1, seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
        return ["LD_PRELOAD": library, "FIREBREAK_TRAP_TIMER": String(microseconds)]
    }

    /// Variables with which a program writes down in a file how many boundaries it passed.
    public func counting(to file: String) -> [String: String] {
        ["LD_PRELOAD": library, "FIREBREAK_TRAP_KILL": String(Int32.max), "FIREBREAK_TRAP_COUNT": file]
    }

    /// Variables with which, from the `number`th write to a file in `folder` on, its disk is full.
    public func filling(_ folder: String, at number: Int) -> [String: String] {
        ["LD_PRELOAD": library, "FIREBREAK_TRAP_FULL": String(number), "FIREBREAK_TRAP_FOLDER": folder]
    }

    private static let built = Result<String, any Error> {
        var template = Array("/tmp/firebreak-trap-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("no temporary folder for the trap") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let library = directory + "/trap.so"
        let result = try ProgramRun.run(
            ["cc", "-shared", "-fPIC", "-O1", "-x", "c", "-o", library, "-", "-ldl", "-lrt"],
            standardInput: Array(source.utf8))
        guard result.succeeded else { throw TestFailure("the trap cannot be compiled: \(result.errorText)") }
        leftOver = library
        atexit {
            // The folder is this process's own; nothing else stands in it.
            unlink(SystemTrap.leftOver)
            rmdir(String(SystemTrap.leftOver.dropLast("/trap.so".count)))
        }
        return library
    }

    /// Set once, before the handler that reads it is registered.
    nonisolated(unsafe) private static var leftOver = ""

    private static let source = #"""
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <limits.h>
        #include <signal.h>
        #include <stdarg.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/uio.h>
        #include <time.h>
        #include <unistd.h>

        static long kill_at, full_at, boundaries, writes;
        static char folder[PATH_MAX], count[PATH_MAX], once[1024], until[1024], told[PATH_MAX];
        static int armed;

        __attribute__((constructor)) static void prepare(void) {
            const char *text;
            /* A shell that only enters a folder and becomes the program. */
            if (!strcmp(program_invocation_short_name, "sh")) return;
            if ((text = getenv("FIREBREAK_TRAP_KILL"))) kill_at = atol(text);
            if ((text = getenv("FIREBREAK_TRAP_FULL"))) full_at = atol(text);
            if ((text = getenv("FIREBREAK_TRAP_FOLDER"))) strncpy(folder, text, sizeof folder - 1);
            if ((text = getenv("FIREBREAK_TRAP_COUNT"))) strncpy(count, text, sizeof count - 1);
            if ((text = getenv("FIREBREAK_TRAP_ONCE"))) strncpy(once, text, sizeof once - 1);
            if ((text = getenv("FIREBREAK_TRAP_UNTIL"))) strncpy(until, text, sizeof until - 1);
            if ((text = getenv("FIREBREAK_TRAP_TOLD"))) strncpy(told, text, sizeof told - 1);
            if ((text = getenv("FIREBREAK_TRAP_TIMER"))) {
                long after = atol(text);
                timer_t timer;
                struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
                struct itimerspec when = {.it_value = {after / 1000000, after % 1000000 * 1000}};
                if (!timer_create(CLOCK_MONOTONIC, &event, &timer)) timer_settime(timer, 0, &when, 0);
            }
            unsetenv("LD_PRELOAD");
            unsetenv("FIREBREAK_TRAP_TIMER");
            unsetenv("FIREBREAK_TRAP_COUNT");
            unsetenv("FIREBREAK_TRAP_KILL");
            unsetenv("FIREBREAK_TRAP_FULL");
            unsetenv("FIREBREAK_TRAP_FOLDER");
            unsetenv("FIREBREAK_TRAP_ONCE");
            unsetenv("FIREBREAK_TRAP_UNTIL");
            unsetenv("FIREBREAK_TRAP_TOLD");
        }

        __attribute__((destructor)) static void tell(void) {
            FILE *file = *count ? fopen(count, "w") : 0;
            if (file) { fprintf(file, "%ld", boundaries); fclose(file); }
        }

        static void boundary(void) {
            if (*once && !armed) return;
            if (kill_at && __sync_add_and_fetch(&boundaries, 1) == kill_at) kill(getpid(), SIGKILL);
        }

        /* Whether a mark stands in what is written: its first part, and behind it one of the others. */
        static int has(const char *mark, const char *bytes, size_t size) {
            size_t first = strcspn(mark, "\t");
            for (const char *at = bytes, *end = bytes + size; (at = memmem(at, end - at, mark, first)); at++)
                for (const char *then = mark + first; *then == '\t';) {
                    size_t length = strcspn(++then, "\t");
                    for (int gap = 0; gap < 2; gap++)
                        if (end - at >= (long)(first + gap + length) && !memcmp(at + first + gap, then, length)) return 1;
                    then += length;
                }
            return 0;
        }

        /* Looks at what is about to be written. */
        static void look(const void *bytes, size_t size) {
            if (*until && has(until, bytes, size)) {
                if (*told) close(open(told, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
                kill(getpid(), SIGKILL);
            }
            if (!*once || armed || !has(once, bytes, size)) return;
            if (!kill_at) kill(getpid(), SIGKILL);
            armed = 1;
        }

        /* Whether a file is in the folder whose disk is full by now. */
        static int is_full(int file) {
            if (!full_at) return 0;
            char link[64], path[PATH_MAX];
            snprintf(link, sizeof link, "/proc/self/fd/%d", file);
            ssize_t count = readlink(link, path, sizeof path - 1);
            if (count < 0) return 0;
            path[count] = 0;
            if (strncmp(path, folder, strlen(folder))) return 0;
            return __sync_add_and_fetch(&writes, 1) >= full_at;
        }

        #define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
        #define BOUNDED(call) boundary(); __auto_type result = call; int number = errno; boundary(); errno = number; return result

        int fsync(int file) { REAL(fsync); BOUNDED(real(file)); }
        int fdatasync(int file) { REAL(fdatasync); BOUNDED(real(file)); }
        int rename(const char *a, const char *b) { REAL(rename); BOUNDED(real(a, b)); }
        int renameat(int x, const char *a, int y, const char *b) { REAL(renameat); BOUNDED(real(x, a, y, b)); }
        int renameat2(int x, const char *a, int y, const char *b, unsigned f) { REAL(renameat2); BOUNDED(real(x, a, y, b, f)); }
        int link(const char *a, const char *b) { REAL(link); BOUNDED(real(a, b)); }
        int linkat(int x, const char *a, int y, const char *b, int f) { REAL(linkat); BOUNDED(real(x, a, y, b, f)); }
        int unlink(const char *a) { REAL(unlink); BOUNDED(real(a)); }
        int unlinkat(int x, const char *a, int f) { REAL(unlinkat); BOUNDED(real(x, a, f)); }
        int connect(int s, const struct sockaddr *a, socklen_t l) { REAL(connect); BOUNDED(real(s, a, l)); }
        ssize_t send(int s, const void *b, size_t n, int f) { REAL(send); BOUNDED(real(s, b, n, f)); }
        ssize_t sendto(int s, const void *b, size_t n, int f, const struct sockaddr *a, socklen_t l) { REAL(sendto); BOUNDED(real(s, b, n, f, a, l)); }
        ssize_t sendmsg(int s, const struct msghdr *m, int f) { REAL(sendmsg); BOUNDED(real(s, m, f)); }

        #define FULL(file) if (is_full(file)) { errno = ENOSPC; return -1; }
        ssize_t write(int file, const void *b, size_t n) { REAL(write); FULL(file); look(b, n); return real(file, b, n); }
        ssize_t pwrite(int file, const void *b, size_t n, off_t o) { REAL(pwrite); FULL(file); look(b, n); return real(file, b, n, o); }
        ssize_t pwrite64(int file, const void *b, size_t n, off64_t o) { REAL(pwrite64); FULL(file); look(b, n); return real(file, b, n, o); }
        ssize_t writev(int file, const struct iovec *v, int n) { REAL(writev); FULL(file); return real(file, v, n); }
        int posix_fallocate(int file, off_t o, off_t n) { REAL(posix_fallocate); if (is_full(file)) return ENOSPC; return real(file, o, n); }
        int posix_fallocate64(int file, off64_t o, off64_t n) { REAL(posix_fallocate64); if (is_full(file)) return ENOSPC; return real(file, o, n); }
        """#
}
