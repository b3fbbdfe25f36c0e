internal import Configuration

/// A program that makes consumers take a new value up, by argument list: no shell is involved.
public struct ReloadHook: Sendable, Hashable {
    /// The program and its arguments. They are visible to everyone on the machine, so no reference is resolved in them.
    public let arguments: [String]
    /// Where it runs: the configuration file's folder, absolute.
    public let directory: String

    /// A hook.
    public init(arguments: [String], directory: String) {
        self.arguments = arguments
        self.directory = directory
    }

    /// Decodes `{run: [program, argument, …]}`.
    init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let run = try mapping.required("run")
        try mapping.finish()
        var arguments: [String] = []
        for item in try run.sequence() { arguments.append(try item.string()) }
        guard let program = arguments.first, !program.isEmpty else {
            throw run.failure(
                "'\(run.path)' should be a program and its arguments", hint: "as run: [systemctl, reload, api]")
        }
        self.arguments = arguments
        directory = node.directory
    }
}

/// What runs reload hooks: given to the engine by whoever may start programs.
public protocol ReloadRunner: Sendable {
    /// Runs a hook to its end; throws where it could not be run or did not succeed. Running it again does no harm.
    func run(_ hook: ReloadHook) throws
}
