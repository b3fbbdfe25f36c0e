internal import Basics
internal import Cryptography
internal import Processes

/// A foreign program that a destination is reached by. Values go in by standard input, never by argument: every user of
/// the machine can read the arguments of a process.
struct DestinationProgram: Sendable {
    /// The program and the arguments that each call begins with.
    let arguments: [String]
    /// All of its variables.
    let environment: [String: String]
    /// Where it runs.
    let directory: String?
    /// How long a call may take.
    let timeout: Duration

    /// How the program is called in errors.
    var name: String { (arguments.first ?? "").printable }

    /// Throws where it could not even be started.
    func check() throws {
        try ProgramRun.check(arguments, environment: environment, workingDirectory: directory)
    }

    /// Runs it to its end, whatever its exit status.
    func call(_ more: [String], input: [UInt8] = []) throws -> ProgramResult {
        let result = try ProgramRun.run(
            arguments + more, environment: environment, workingDirectory: directory, standardInput: input,
            timeout: timeout, outputLimit: 4 << 20)
        guard !result.timedOut else {
            throw DestinationError(
                "'\(name)' did not end within \(timeout.compact)", hint: "nothing is known of what it did: try again",
                .unavailable)
        }
        guard !result.outputWasCut else {
            throw DestinationError("'\(name)' wrote more than can be taken", .badInput)
        }
        return result
    }

    /// Runs it to its end and gives what it wrote; another exit status than 0 is an error.
    func run(_ more: [String], input: [UInt8] = [], hiding secrets: [SecretBox] = []) throws -> [UInt8] {
        let result = try call(more, input: input)
        guard result.exitCode == 0 else { throw failure(result, more, hiding: secrets) }
        return result.standardOutput
    }

    /// The error for a call that failed in no way that is known.
    func failure(
        _ result: ProgramResult, _ more: [String], hiding secrets: [SecretBox], _ status: ExitStatus = .unavailable
    ) -> DestinationError {
        let words = ([name] + more.prefix { !$0.hasPrefix("-") }.prefix(2)).joined(separator: " ").printable
        return DestinationError(
            "'\(words)' ended with status \(result.exitCode)"
                + ForeignText.remark(result.standardError, hiding: secrets),
            hint: "run it by hand to see what is wrong", status)
    }
}
