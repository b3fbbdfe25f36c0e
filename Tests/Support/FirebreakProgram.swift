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
    /// The binary.
    public let path: String

    public init(in directory: String) throws {
        self.directory = directory
        path = try Self.binaryPath()
    }

    /// Whether the long forms of tests are to be run: `FIREBREAK_SOAK=1`.
    public static var isSoaking: Bool { getenv("FIREBREAK_SOAK").map { String(cString: $0) == "1" } ?? false }

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

    /// Runs it to its end.
    public func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:],
        timeout: Duration = .seconds(120)
    ) throws -> ProgramResult {
        let base = [
            "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin", "HOME": directory,
            "FIREBREAK_ACTOR": "tester",
        ]
        return try ProgramRun.run(
            [path] + arguments, environment: base.merging(environment) { $1 }, workingDirectory: directory,
            standardInput: Array(input.utf8), timeout: timeout)
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
    public static func run(_ arguments: [String], input: [UInt8] = []) throws -> String {
        let result = try ProgramRun.run([path()] + arguments, standardInput: input)
        guard result.succeeded else {
            throw TestFailure("\(arguments.first ?? "python") ended with \(result.exitCode): \(result.errorText)")
        }
        return result.outputText
    }
}
