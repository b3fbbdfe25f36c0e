public import Processes

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The real program, as the build has made it, run in a folder of the test's own.
public struct FirebreakProgram: Sendable {
    /// The folder in which it runs, and where its `firebreak.yaml` and `.firebreak` stand.
    public let directory: String
    private let binary: String

    /// The binary, for a test that starts it otherwise than by `run`. The folder's configuration is there by then.
    public var path: String {
        get throws {
            try TestDatabase.configure(directory + "/firebreak.yaml")
            return binary
        }
    }

    public init(in directory: String) throws {
        self.directory = directory
        binary = try Self.binaryPath()
    }

    /// Whether the long forms of tests are to be run: `FIREBREAK_SOAK=1`.
    public static var isSoaking: Bool { getenv("FIREBREAK_SOAK").map { String(cString: $0) == "1" } ?? false }

    /// Says that what it shows means to be searched for the secrets of its folder: where these cannot be listed at the
    /// test's end, the test fails. Elsewhere that is printed, and no more.
    public func requireSearch() { ProgramTranscript.requireSearch(in: directory) }

    /// `$FIREBREAK_TEST_BINARY`, or the binary that stands beside the tests.
    public static func binaryPath() throws -> String {
        if let path = getenv("FIREBREAK_TEST_BINARY") { return String(cString: path) }
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for folder in [own, CommandLine.arguments.first ?? ""].map({
            $0.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        }) {
            let candidate = folder + "/firebreak"
            if access(candidate, X_OK) == 0 { return candidate }
        }
        throw TestFailure("no firebreak binary beside the tests: run ./Scripts/test, or set FIREBREAK_TEST_BINARY")
    }

    /// Runs it to its end. The environment holds only PATH, HOME, and what is given.
    public func run(
        _ arguments: String..., input: String = "", environment: [String: String] = [:],
        timeout: Duration = .seconds(120)
    ) throws -> ProgramResult {
        try run(arguments, input: input, environment: environment, timeout: timeout)
    }

    /// Runs it to its end by way of another program, as `["faketime", "-f", "+5m"]` or `["timeout", "-s", "KILL", "1"]`,
    /// whose arguments its own call follows. The environment is the test's.
    public func run(through launcher: [String], _ arguments: [String]) throws -> ProgramResult {
        let result = try ProgramRun.run(
            launcher + [path] + arguments, workingDirectory: directory, timeout: .seconds(120))
        ProgramTranscript.note(arguments, result, in: directory, binary: binary)
        return result
    }

    /// Starts it, to go on until it is stopped; what it says goes into a file of the folder, which is searched like
    /// everything that it prints.
    public func start(_ arguments: [String], log: String) throws -> ManagedServer {
        ProgramTranscript.note(arguments, log: log, in: directory, binary: binary)
        return try ManagedServer(
            arguments: ["sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", directory, path] + arguments, log: log)
    }

    /// Runs it to its end.
    public func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:],
        timeout: Duration = .seconds(120)
    ) throws -> ProgramResult {
        let base = [
            "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin", "HOME": directory,
            "FIREBREAK_ACTOR": "tester",
        ]
        let variables = base.merging(environment) { $1 }
        if let option = arguments.firstIndex(of: "--config"), option + 1 < arguments.count {
            let file = arguments[option + 1]
            try TestDatabase.configure(file.hasPrefix("/") ? file : directory + "/" + file)
        }
        let result = try ProgramRun.run(
            [path] + arguments, environment: variables, workingDirectory: directory, standardInput: Array(input.utf8),
            timeout: timeout)
        ProgramTranscript.note(
            arguments, result, in: directory, binary: binary,
            environment: variables.filter { $0.key != "LD_PRELOAD" && !$0.key.hasPrefix("FIREBREAK_TRAP") })
        return result
    }
}

/// Other people's software, in the virtual environment that `Scripts/test` makes.
public enum Python {
    /// The interpreter.
    public static func path() throws -> String {
        guard let python = getenv("FIREBREAK_TEST_PYTHON") else {
            throw TestFailure(
                "FIREBREAK_TEST_PYTHON is not set: run ./Scripts/test, which makes the virtual environment")
        }
        return String(cString: python)
    }

    /// Runs a program text with arguments; its failure fails the test, with what it said.
    public static func run(
        _ arguments: [String], input: [UInt8] = [], timeout: Duration = .seconds(60)
    ) throws -> String {
        let result = try ProgramRun.run([path()] + arguments, standardInput: input, timeout: timeout)
        guard result.succeeded else {
            throw TestFailure("\(arguments.first ?? "python") ended with \(result.exitCode): \(result.errorText)")
        }
        return result.outputText
    }
}
