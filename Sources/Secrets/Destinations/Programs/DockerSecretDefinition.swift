internal import Basics
internal import Configuration

/// `docker-secret: {name, service, target, previousTarget, nextTarget, context, timeout}`: a versioned secret of a
/// Docker Swarm service.
struct DockerSecretDefinition: DestinationDefinition {
    private let secret: String
    private let service: String
    private let targets: [DestinationSlot: String]
    private let contextName: String?
    private let timeout: Duration
    private let directory: String
    let options: DestinationOptions
    let name: String
    let places: [String]

    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        var mapping = try node.mapping()
        secret = try Self.word(mapping.required("name"))
        service = try Self.word(mapping.required("service"))
        var targets: [DestinationSlot: String] = [:]
        for (slot, key) in [(DestinationSlot.current, "target"), (.previous, "previousTarget"), (.next, "nextTarget")] {
            targets[slot] = try mapping.optional(key).map { node throws(ConfigurationError) in try Self.word(node) }
        }
        if targets[.current] == nil { targets[.current] = secret }
        guard Set(targets.values).count == targets.count else {
            throw node.failure(
                "'\(node.path)' uses one target twice", hint: "target, previousTarget and nextTarget must differ")
        }
        self.targets = targets
        contextName = try mapping.optional("context").map { node throws(ConfigurationError) in try Self.word(node) }
        timeout = try CommandDefinition.timeout(&mapping, or: .seconds(300))
        options = try DestinationOptions(&mapping, kind)
        try mapping.finish()
        directory = node.directory
        name = "docker-secret:\(secret)@\(service)"
        let swarm = contextName ?? ""
        places = targets.values.map { [service] in "docker \(swarm) \(service) \($0)" }
    }

    func open(_ context: DestinationContext) throws -> any Destination {
        try options.open(context) { context in
            let arguments = ["docker"] + (contextName.map { ["--context", $0] } ?? [])
            return DockerSecretDestination(
                name: name, format: options.format,
                docker: DestinationProgram(
                    arguments: arguments, environment: context.environment, directory: directory, timeout: timeout),
                secret: secret, service: service, targets: targets, context: context)
        }
    }

    /// What docker takes for a name (`[a-zA-Z0-9][a-zA-Z0-9_.-]*`): neither an option nor a part of a list.
    private static func word(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        let text = try node.string()
        let isPlain = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || "_.-".utf8.contains($0)
        }
        guard let first = text.utf8.first, !"_.-".utf8.contains(first), isPlain, text.utf8.count <= 64 else {
            throw node.failure(
                "'\(node.path)' is not a name for docker", hint: "letters, digits, '_', '.' and '-', at most 64")
        }
        return text
    }
}
