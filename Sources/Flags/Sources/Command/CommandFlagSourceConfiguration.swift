internal import Configuration

/// `command: {read: [./flag, get], write: [./flag, set], list: [./flag, list], remove: [./flag, unset], timeout: 30s}`
struct CommandFlagSourceConfiguration: Sendable {
    private let programs: CommandFlagSource.Programs
    private let timeout: Duration
    private let directory: String

    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        programs = CommandFlagSource.Programs(
            read: try Self.arguments(mapping.required("read")), write: try Self.arguments(mapping.required("write")),
            list: try mapping.optional("list").map { node throws(ConfigurationError) in try Self.arguments(node) },
            remove: try mapping.optional("remove").map { node throws(ConfigurationError) in try Self.arguments(node) })
        timeout =
            try mapping.optional("timeout").map { node throws(ConfigurationError) in
                let timeout = try node.duration()
                guard timeout > .zero else { throw node.failure("'\(node.path)' should be longer than nothing") }
                return timeout
            } ?? .seconds(30)
        directory = node.directory
        try mapping.finish()
    }

    func open(name: String, _ environment: [String: String]) -> CommandFlagSource {
        CommandFlagSource(
            name: name, programs: programs, environment: environment, directory: directory, timeout: timeout)
    }

    /// A program and its arguments. They are visible to everyone on the machine, so no reference is resolved in them.
    private static func arguments(_ node: ConfigurationNode) throws(ConfigurationError) -> [String] {
        var arguments: [String] = []
        for item in try node.sequence() { arguments.append(try item.string()) }
        guard let program = arguments.first, !program.isEmpty else {
            throw node.failure("'\(node.path)' should be a program and its arguments", hint: "as [./flag, get]")
        }
        return arguments
    }
}
