import Processes

/// Debian's libfaketime around the real program. It is loaded without its own launcher `faketime`, which refuses to start
/// where a program of the same process number was killed before and left its semaphore behind.
public enum FakeClock {
    /// What stands before the program and its arguments, so that its clock is off by `offset` (`+5m`, `-10d`). The clock that
    /// nobody sets goes as it does.
    ///
    /// A shell is the first to load the library, which then moves the environment to where Swift does not find the arguments
    /// beside it any more.
    public static func launcher(_ offset: String) throws -> [String] {
        ["env"] + (try variables(offset)).map { "\($0.key)=\($0.value)" }.sorted() + ["sh", "-c", "exec \"$@\"", "sh"]
    }

    /// The same as variables of the environment.
    public static func variables(_ offset: String) throws -> [String: String] {
        ["LD_PRELOAD": try library.get(), "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"]
    }

    /// What `faketime` would preload.
    private static let library = Result {
        let result = try ProgramRun.run(["faketime", "now", "printenv", "LD_PRELOAD"])
        guard let path = result.outputText.split(separator: "\n").first else {
            throw TestFailure("faketime says nothing of its library: \(result.errorText)")
        }
        return String(path)
    }
}
