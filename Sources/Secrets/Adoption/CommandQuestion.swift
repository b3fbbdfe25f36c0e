internal import Basics
internal import Configuration
internal import Processes

/// `command: {run: [PROGRAM, …], output: kid}`: a program that finds out. It is told what to look for by
/// `FIREBREAK_SECRET`, `FIREBREAK_VERSION`, `FIREBREAK_FINGERPRINT` and `FIREBREAK_KID` in its environment. With
/// `output` it prints what the consumer uses; without, its exit status is the answer.
struct CommandQuestion: AdoptionQuestion {
    private let program: ConsumerProgram
    private let mark: AdoptionMark?

    init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        program = try ConsumerProgram(&mapping, in: node.directory)
        mark = try mapping.optional("output")?.oneOf(AdoptionMark.self)
        try mapping.finish()
    }

    var name: String { program.name }

    func unfit(for kind: any SecretKind) -> String? { mark?.unfit(for: kind) }

    func check(_ context: AdoptionContext) throws { try program.check(context.environment) }

    func ask(_ wanted: AdoptedVersion, _ context: AdoptionContext) throws -> AdoptionAnswer {
        let result = try program.run(context.environment, about: wanted)
        guard result.exitCode == 0 else { return .not("\(name) ended with status \(result.exitCode)") }
        guard let mark else { return .proven }
        guard mark.matches(result.outputText.trimmed, wanted) else {
            return .not("\(name) did not print the \(mark.rawValue) of version \(wanted.version)")
        }
        return .proven
    }
}

/// A program that asks a consumer something.
struct ConsumerProgram: Sendable {
    private let arguments: [String]
    private let timeout: Duration
    private let directory: String

    /// Reads `run` and `timeout` out of a mapping.
    init(_ mapping: inout ConfigurationMapping, in directory: String) throws(ConfigurationError) {
        arguments = try CommandDefinition.arguments(mapping.required("run"), hint: "as run: [./which-kid, api]")
        timeout = try CommandDefinition.timeout(&mapping, or: .seconds(60))
        self.directory = directory
    }

    var name: String { "'\((arguments.first ?? "").printable)'" }

    func check(_ environment: [String: String]) throws {
        try ProgramRun.check(arguments, environment: environment, workingDirectory: directory)
    }

    func run(_ environment: [String: String], about wanted: AdoptedVersion) throws -> ProgramResult {
        var environment = environment
        environment["FIREBREAK_SECRET"] = wanted.secret
        environment["FIREBREAK_VERSION"] = String(wanted.version)
        environment["FIREBREAK_FINGERPRINT"] = wanted.fingerprint
        environment["FIREBREAK_KID"] = wanted.keyID
        let result = try ProgramRun.run(
            arguments, environment: environment, workingDirectory: directory, timeout: timeout, outputLimit: 1 << 20)
        guard !result.timedOut else {
            throw DestinationError("\(name) did not end within \(timeout.compact)", .unavailable)
        }
        return result
    }
}
