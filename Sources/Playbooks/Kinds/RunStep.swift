internal import Basics
internal import Configuration
internal import JSON
internal import Processes
internal import Response

/// `run: {command: [kubectl, rollout, undo, deployment/api]}`.
struct RunStep: StepAction {
    static let help = "Run a program by its argument list. What it prints is kept up to a limit, redacted."
    static let fields: [Field] = [
        .required("command", .either(.list(.text), .text), "The program and its arguments; a text only with shell: true."),
        Field("shell", .boolean, "Give the command, a text without variables, to /bin/sh."),
        Field("environment", .map(.reference), "Variables besides those of this process: where secrets go."),
        Field("input", .reference, "Its standard input."),
        Field("directory", .text, "Where it runs; a relative path is below the configuration's folder. Default: that folder."),
        Field("expectExit", .oneOrMore(.integer(0...255)), "The exit statuses that are good. Default: 0."),
        Field("outputLimit", .integer(0...(1 << 20)), "How many bytes of each of its streams are kept. Default: 65536."),
        Field("repeatable", .boolean, "It may be run again where it was interrupted and nobody knows how far it came."),
        Field("changes", .boolean, "Whether it changes anything. Default: true."),
    ]
    static let outputs = ["output", "errorOutput", "exitCode"]
    static let isInterruptible = true

    private let arguments: [String]
    private let isShell: Bool
    private let variables: [(name: String, value: ConfigurationText)]
    private let input: ConfigurationText?
    private let directory: String?
    private let expected: [Int]
    private let limit: Int
    let repetition: StepRepetition
    let changes: Bool
    var irreversibility: String? { changes ? "nothing is known of what the program does" : nil }

    init(_ fields: FieldReader) throws(ConfigurationError) {
        isShell = try fields.flag("shell")
        guard let command = fields["command"] else { throw fields.node.failure("'\(fields.node.path)' needs the key 'command'") }
        guard isShell == (command.kind == .scalar) else {
            throw command.failure(
                isShell ? "with shell: true the command is a text" : "the command is a list: the program and its arguments",
                hint: isShell ? nil : "as [kubectl, rollout, status, deployment/api]; a text for a shell needs shell: true")
        }
        var arguments: [String] = []
        for node in isShell ? [command] : try command.sequence() { arguments.append(try node.string()) }
        guard let program = arguments.first, !program.isEmpty else { throw command.failure("'\(command.path)' names no program") }
        self.arguments = isShell ? ["/bin/sh", "-c", arguments[0]] : arguments
        var variables: [(name: String, value: ConfigurationText)] = []
        for (name, node) in try fields["environment"]?.mapping().entries ?? [] {
            guard !name.isEmpty, !name.contains("="), !name.utf8.contains(0) else {
                throw node.failure("'\(name.printable)' cannot be the name of a variable")
            }
            variables.append((name, try node.text()))
        }
        self.variables = variables
        input = try fields["input"]?.text()
        directory = try fields.text("directory")
        var expected: [Int] = []
        if let node = fields["expectExit"] {
            for item in node.kind == .sequence ? try node.sequence() : [node] { expected.append(try item.integer()) }
        }
        self.expected = expected.isEmpty ? [0] : expected
        limit = try fields.integer("outputLimit") ?? 64 << 10
        changes = try fields["changes"]?.bool() ?? true
        let isRepeatable = try fields["repeatable"]?.bool() ?? !changes
        repetition = isRepeatable ? .isSafe : .asks("how far the program came: it may still run")
    }

    /// Refuses what a foreign value must not become: a part of a shell's text, or an option of a program.
    static func checkVariables(
        _ raw: ConfigurationNode, _ lookup: (ForeignReference) throws(ConfigurationError) -> ConfigurationNode.Replacement
    ) throws(ConfigurationError) {
        guard let command = raw.value(at: ["command"]) else { return }
        if raw.value(at: ["shell"])?.scalarText == "true", try !command.foreignReferences().isEmpty {
            throw command.failure(
                "nothing is put into a shell's text", hint: "give it as a variable under environment, and write \"$NAME\" in the text")
        }
        guard command.kind == .sequence else { return }
        // What the system's description says is its author's own.
        for item in try command.sequence()
        where item.scalarText?.hasPrefix("${") == true && item.scalarText?.hasPrefix("${system.") == false {
            let value = try item.replacingReferences(lookup)
            for text in [value.scalarText] + (value.kind == .sequence ? try value.sequence().map(\.scalarText) : []) {
                guard text?.hasPrefix("-") == true else { continue }
                throw item.failure(
                    "a variable's value begins with '-', and the program would take it for an option",
                    hint: "write the option before it, as --user=${inputs.user}")
            }
        }
    }

    private func operation(_ context: StepContext) throws -> RunProgram {
        var environment = context.programEnvironment
        var secrets: [String] = []
        for (name, value) in variables {
            let text = try value.resolve(context.environment)
            if !value.isLiteral { secrets.append(text) }
            environment[name] = text
        }
        return RunProgram(
            arguments, shown: isShell ? "sh: \(arguments[2].prefix(120))" : nil, environment: environment,
            directory: directory.map(context.path) ?? context.workspace.configuration.directory,
            input: try input?.resolve(context.environment) ?? "", expected: expected, timeout: context.timeout ?? .seconds(600),
            limit: limit, redaction: context.redaction.adding(secrets), isCancelled: context.isInterrupted)
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let plan = try operation(context).plan(context.workspace)
        return StepForecast(
            "would run \(([plan.program] + plan.arguments).map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ").printable)",
            plan: try JSONValue(encoding: plan))
    }

    func perform(_ context: StepContext) throws -> StepResult { try context.result(of: operation(context), Self.outputs) }
}
