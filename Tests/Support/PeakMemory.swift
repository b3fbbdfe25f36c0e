public import Processes

/// How much memory a program had at once, as its system says (getrusage(2), `ru_maxrss` of the children). A small Python
/// starts it: a child that was forked from the tests would begin with their size.
public enum PeakMemory {
    private static let script = """
        import resource, subprocess, sys
        ended = subprocess.run(sys.argv[2:])
        with open(sys.argv[1], "w") as file:
            file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
        sys.exit(ended.returncode)
        """

    /// Runs the program in its folder to its end; how it ended, and the most megabytes that it had.
    public static func run(
        _ program: FirebreakProgram, _ arguments: [String], timeout: Duration = .seconds(600)
    ) throws -> (result: ProgramResult, megabytes: Int) {
        let note = program.directory + "/peak-memory"
        let result = try ProgramRun.run(
            [try Python.path(), "-c", script, note, program.path] + arguments, workingDirectory: program.directory,
            timeout: timeout)
        let text = try ProgramRun.run(["cat", note]).outputText
        guard let kilobytes = Int(text) else { throw TestFailure("no memory was measured: \(result.errorText)") }
        return (result, kilobytes / 1024)
    }
}
