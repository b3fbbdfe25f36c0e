internal import Basics
internal import Configuration

/// `command: {run: [PROGRAM, …], read: [PROGRAM, …], timeout}`: a program that takes the value on standard input.
struct CommandDefinition: DestinationDefinition {
    private let run: [String]
    private let read: [String]?
    private let timeout: Duration
    private let directory: String
    let options: DestinationOptions
    let name: String
    let places: [String]

    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        var mapping = try node.mapping()
        run = try Self.arguments(mapping.required("run"))
        read = try mapping.optional("read").map { node throws(ConfigurationError) in try Self.arguments(node) }
        timeout = try Self.timeout(&mapping, or: .seconds(60))
        options = try DestinationOptions(&mapping, kind)
        try mapping.finish()
        directory = node.directory
        name = "command:" + run.joined(separator: " ").printable
        places = [name]
    }

    func open(_ context: DestinationContext) throws -> any Destination {
        try options.open(context) { context in
            let program = { (arguments: [String]) in
                DestinationProgram(
                    arguments: arguments, environment: context.environment, directory: directory, timeout: timeout)
            }
            return CommandDestination(
                name: name, format: options.format, writer: program(run), reader: read.map(program), context: context)
        }
    }

    /// A program and its arguments. They are visible to everyone on the machine, so no reference is resolved in them.
    static func arguments(
        _ node: ConfigurationNode, hint: String = "as run: [./put-secret, api]"
    ) throws(ConfigurationError) -> [String] {
        var arguments: [String] = []
        for item in try node.sequence() { arguments.append(try item.string()) }
        guard let program = arguments.first, !program.isEmpty else {
            throw node.failure("'\(node.path)' should be a program and its arguments", hint: hint)
        }
        return arguments
    }

    /// Reads `timeout`, which bounds every call.
    static func timeout(
        _ mapping: inout ConfigurationMapping, or usual: Duration
    ) throws(ConfigurationError) -> Duration {
        guard let node = mapping.optional("timeout") else { return usual }
        let timeout = try node.duration()
        guard timeout > .zero else { throw node.failure("'\(node.path)' should be longer than nothing") }
        return timeout
    }
}
