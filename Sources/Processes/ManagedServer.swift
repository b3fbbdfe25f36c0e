internal import Basics
internal import Glibc
internal import Synchronization

/// A server of our own that ends whatever happens to us.
///
/// Between us and it stands a shell with a fixed script, which waits for the end of a pipe that only we hold open.
/// When we let go of it, by `stop`, at the end of this object's life or because the kernel closes it after a SIGKILL,
/// the script ends the server (SIGTERM, after five seconds SIGKILL) and removes its folder.
public final class ManagedServer: Sendable {
    /// The process number of the server itself, as in `/proc/<number>/stat`. It is not given to another process before
    /// `stop`, even when the server ends by itself.
    public let processIdentifier: Int32

    private let watchdog: Mutex<Watchdog?>

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - arguments: the program, by its path or to be found on `PATH`, and its arguments. It must stay in the
    ///     foreground. Its standard input is empty.
    ///   - directory: a folder of its own, an absolute path, which is removed with everything in it when the server
    ///     has ended; nil for none.
    ///   - log: a file to which its standard output and error are appended; nil to throw them away.
    /// - Throws: `ProcessesError` where the program is not found or cannot be started.
    public init(
        arguments: [String], removing directory: String? = nil, log: String? = nil
    ) throws(ProcessesError) {
        if let directory, !directory.hasPrefix("/") || directory.split(separator: "/").count < 2 {
            throw .invalidArgument(what: "the folder of a server must be an absolute path and not at the top")
        }
        let server = try SpawnPlan(arguments, nil, nil)
        let plan = try SpawnPlan(
            ["/bin/sh", "-c", Watchdog.script, "firebreak-server", directory ?? "", log ?? "/dev/null", server.path]
                + arguments.dropFirst(), nil, nil)
        guard let watchdog = Watchdog(plan) else {
            throw .cannotStart(program: arguments[0], reason: "its watchdog does not start")
        }
        processIdentifier = watchdog.server
        self.watchdog = Mutex(watchdog)
    }

    deinit { stop() }

    /// Ends the server, waits until it has ended and its folder is gone. May be called again.
    public func stop() {
        watchdog.withLock { watchdog in watchdog.take()?.end() }
    }
}

/// The shell that watches over a server.
private struct Watchdog: ~Copyable {
    /// The process number of the server.
    let server: Int32
    private let number: Int32
    private var release: Pipe

    /// Starts the shell and waits until it has started the server.
    init?(_ plan: SpawnPlan) {
        guard var release = Pipe(), var report = Pipe() else { return nil }
        let streams = SpawnStreams(input: release.readEnd, output: report.writeEnd)
        guard case .success(let number) = spawn(plan, streams) else { return nil }
        release.closeReadEnd()
        report.closeWriteEnd()
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(report.readEnd, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        guard let server = Int32(String(decoding: line, as: UTF8.self)) else {
            release.closeWriteEnd()
            reap(number)
            return nil
        }
        (self.server, self.number) = (server, number)
        self.release = release
    }

    consuming func end() {
        release.closeWriteEnd()
        reap(number)
    }

    /// $1 the folder to remove or nothing, $2 the log, then the server and its arguments.
    ///
    /// While the shell waits in `read` it reaps no child as a rule: a server that has ended stays a zombie, and its
    /// number its own. Some shells reap one that ends before `read` begins; then the number may be given to another
    /// process, and only one that starts and takes it within the server's life would be signalled in its stead.
    static let script = """
        directory=$1 log=$2; shift 2
        trap : HUP INT TERM
        "$@" </dev/null >>"$log" 2>&1 & server=$!
        echo "$server"
        while read -r line; do :; done
        kill -TERM "$server" 2>/dev/null
        turns=0
        while kill -0 "$server" 2>/dev/null && [ "$turns" -lt 250 ]; do sleep 0.02; turns=$((turns + 1)); done
        kill -KILL "$server" 2>/dev/null
        wait "$server" 2>/dev/null
        [ -z "$directory" ] || rm -rf -- "$directory"
        """
}
