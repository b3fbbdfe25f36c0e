public import Basics
internal import Processes

/// Runs a program by its argument list, as a step of a playbook. What it printed is kept, redacted.
public struct RunProgram: Operation {
    /// What would be run.
    public struct Plan: Sendable, Encodable {
        public let program: String
        public let arguments: [String]
        public let directory: String?
    }

    public let action = "program.run"
    private let arguments: [String]
    private let shown: String?
    private let environment: [String: String]
    private let directory: String?
    private let input: String
    private let expected: [Int]
    private let timeout: Duration
    private let limit: Int
    private let redaction: Redaction
    private let isCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - shown: what the journal calls it, where the arguments are no name; nil for the program's and its arguments.
    ///   - environment: all of its variables.
    ///   - input: its standard input.
    ///   - expected: the exit statuses that are good.
    ///   - limit: how many bytes of each of its streams are kept.
    ///   - isCancelled: asked while it runs; true ends the whole of its process group.
    public init(
        _ arguments: [String], shown: String? = nil, environment: [String: String], directory: String?, input: String = "",
        expected: [Int] = [0], timeout: Duration = .seconds(600), limit: Int = 64 << 10, redaction: Redaction,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.arguments = arguments
        self.shown = shown
        self.environment = environment
        self.directory = directory
        self.input = input
        self.expected = expected
        self.timeout = timeout
        self.limit = limit
        self.redaction = redaction
        self.isCancelled = isCancelled
    }

    private var name: String { redaction((shown ?? arguments.joined(separator: " ")).printable) }

    public var intent: String { "run \(name.prefix(500))" }

    public func plan(_ workspace: Workspace) throws -> Plan {
        try ProgramRun.check(arguments, environment: environment, workingDirectory: directory)
        return Plan(program: arguments.first ?? "", arguments: arguments.dropFirst().map { redaction($0) }, directory: directory)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> ProgramReceipt {
        let start = ContinuousClock.now
        let result = try ProgramRun.run(
            arguments, environment: environment, workingDirectory: directory, standardInput: Array(input.utf8),
            timeout: timeout, outputLimit: limit, isCancelled: isCancelled)
        let receipt = ProgramReceipt(
            program: String(name.prefix(500)), exitCode: Int(result.exitCode), timedOut: result.timedOut,
            wasCancelled: result.wasCancelled, output: redaction(result.outputText), errorOutput: redaction(result.errorText),
            outputWasCut: result.outputWasCut, durationSeconds: (ContinuousClock.now - start).inSeconds)
        guard !result.timedOut, !result.wasCancelled, expected.contains(Int(result.exitCode)) else {
            throw ProgramFailure(receipt: receipt, timeout: timeout)
        }
        return receipt
    }
}

/// What a program did.
public struct ProgramReceipt: OperationReceipt {
    public let program: String
    public let exitCode: Int
    public let timedOut: Bool
    public let wasCancelled: Bool
    /// Its standard output, redacted, up to the limit.
    public let output: String
    /// Its standard error, redacted, up to the limit.
    public let errorOutput: String
    public let outputWasCut: Bool
    public let durationSeconds: Double

    public var status: ExitStatus { .done }
    public var summary: String { "\(program): ended with status \(exitCode)" }
}

/// A program that did not end as it should.
public struct ProgramFailure: Failure, UnfinishedWork {
    public let receipt: ProgramReceipt
    let timeout: Duration

    public var message: String {
        if receipt.timedOut { return "\(receipt.program): did not end within \(timeout.compact), and was ended with all that it had started" }
        if receipt.wasCancelled { return "\(receipt.program): was interrupted" }
        let lines = (receipt.errorOutput.isEmpty ? receipt.output : receipt.errorOutput).split(separator: "\n")
        let said = lines.last.map { ": \($0.prefix(300))" } ?? ""
        return "\(receipt.program): ended with status \(receipt.exitCode)\(said.printable)"
    }
    public var hint: String? { nil }
    public var status: ExitStatus { .checkFailed }
    public var partialReceipt: (any Encodable & Sendable)? { receipt }
}
