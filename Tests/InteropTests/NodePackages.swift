import Files
import Processes
import TestSupport

/// Packages for node, where `Scripts/test` has installed them: beside the virtual environment of Python.
enum NodePackages {
    private static let folder = try? Python.path().split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(2).joined(separator: "/") + "/node/node_modules"

    /// Whether a script finds what it needs: it is asked with `--check`.
    static func canRun(_ script: String) -> Bool { (try? execute([script, "--check"], []))?.succeeded == true }

    /// Runs a script; its failure fails the test, with what it said.
    static func run(_ script: String, input: [UInt8]) throws -> String {
        let result = try execute([script], input)
        guard result.succeeded else { throw TestFailure("node ended with \(result.exitCode): \(result.errorText)") }
        return result.outputText
    }

    private static func execute(_ arguments: [String], _ input: [UInt8]) throws -> ProgramResult {
        try ProgramRun.run(["env", "NODE_PATH=\(folder ?? "")", "node"] + arguments, standardInput: input)
    }
}
