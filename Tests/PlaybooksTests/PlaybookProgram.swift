import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// The real program in a folder with playbooks of a test.
struct PlaybookProgram {
    let directory: String
    let firebreak: FirebreakProgram

    /// - Parameter files: what stands in the folder besides `firebreak.yaml`.
    init(in directory: String, configuration: String = "", _ files: [String: String] = [:]) throws {
        self.directory = directory
        firebreak = try FirebreakProgram(in: directory)
        try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
        for (name, text) in files { try AtomicFile.create("\(directory)/\(name)", Array(text.utf8)) }
    }

    /// In a folder where `firebreak.yaml` is already.
    init(existing directory: String) throws {
        self.directory = directory
        firebreak = try FirebreakProgram(in: directory)
    }

    func run(_ arguments: String..., environment: [String: String] = [:], input: String = "") throws -> ProgramResult {
        try firebreak.run(["playbook"] + arguments, input: input, environment: environment)
    }

    /// Runs it to the end that is expected, and gives what it printed.
    @discardableResult
    func report(
        _ arguments: [String], exit status: Int32 = 0, environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> JSONValue {
        let result = try firebreak.run(["playbook"] + arguments + ["--json"], environment: environment)
        try #require(
            result.exitCode == status, "\(arguments) ended with \(result.exitCode): \(result.errorText)",
            sourceLocation: sourceLocation)
        return try JSONValue(parsing: result.standardOutput)
    }

    /// Runs it, and kills it as soon as it has said something; the exit status, 137 where it was killed.
    func kill(
        after marker: String, _ arguments: [String], signal: String = "SIGKILL", environment: [String: String] = [:]
    ) throws -> Int32 {
        // Reads what the program says line by line, and kills it within the first system calls after the one that is meant.
        let script = """
            import os, signal, subprocess, sys
            number, marker, command = getattr(signal, sys.argv[1]), sys.argv[2], sys.argv[3:]
            program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for line in program.stderr:
                if marker in line.decode("utf-8", "replace"):
                    os.kill(program.pid, number)
                    break
            program.stderr.read()
            status = program.wait()
            sys.exit(137 if status == -9 else status)
            """
        let base = [
            "PATH": "\(directory)/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": directory,
            "FIREBREAK_ACTOR": "tester", "NO_COLOR": "1",
        ]
        return try ProgramRun.run(
            ["python3", "-I", "-S", "-c", script, signal, marker, firebreak.path, "playbook"] + arguments,
            environment: base.merging(environment) { $1 }, workingDirectory: directory, timeout: .seconds(120)
        ).exitCode
    }

    func text(_ name: String) throws -> String { try FileReader.readText("\(directory)/\(name)", limit: 1 << 20) }

    /// The states of a report's steps.
    static func states(_ report: JSONValue) -> [String] {
        (report["steps"]?.arrayValue ?? []).map { "\($0["step"]?.stringValue ?? "") \($0["state"]?.stringValue ?? "")" }
    }
}

/// Runs a program of the system; its failure fails the test.
@discardableResult
func shell(_ arguments: [String]) throws -> String {
    let result = try ProgramRun.run(arguments)
    try #require(result.succeeded, "\(arguments): \(result.errorText)")
    return result.outputText
}
