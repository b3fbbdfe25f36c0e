/// A program that makes consumers take a new value up, by argument list: no shell is involved. Secrets and flags have
/// them.
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
    public init(node: ConfigurationNode) throws(ConfigurationError) {
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

    /// Decodes `reload: [{run: [program, argument, …]}, …]`; none where there is no such key.
    public static func list(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) -> [ReloadHook] {
        var hooks: [ReloadHook] = []
        for entry in try mapping.optional("reload")?.sequence() ?? [] { hooks.append(try ReloadHook(node: entry)) }
        return hooks
    }
}
