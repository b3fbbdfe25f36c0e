internal import Basics
internal import Configuration

/// `vercel: {project, key, previousKey, nextKey, target, type, token, team, deployHook, url, caFile, timeout}`:
/// environment variables of a Vercel project.
struct VercelDefinition: DestinationDefinition {
    /// How Vercel keeps a variable.
    enum VariableType: String, CaseIterable {
        case encrypted, sensitive
    }

    private let project: String
    private let team: String?
    private let keys: [DestinationSlot: String]
    private let targets: [String]
    private let type: VariableType
    private let token: ConfigurationText
    private let deployHook: ConfigurationText?
    private let url: ConfigurationText
    private let settings: ServiceSettings
    let options: DestinationOptions
    let name: String
    let places: [String]

    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        var mapping = try node.mapping()
        project = try mapping.required("project").string()
        team = try mapping.optional("team")?.string()
        keys = try SlotNames.decode("key", &mapping, at: node, Self.checkKey)
        let targetNode = mapping.optional("target")
        var targets: [String] = []
        for item in try targetNode?.sequence() ?? [] { targets.append(try item.string()) }
        if targetNode == nil { targets = ["production"] }
        let known = ["production", "preview", "development"]
        for target in targets where !known.contains(target) {
            throw (targetNode ?? node).unknownChoice(target, among: known)
        }
        guard !targets.isEmpty, Set(targets).count == targets.count else {
            throw (targetNode ?? node).failure("'\(node.path).target' should name each target once, and at least one")
        }
        self.targets = targets
        type = try mapping.optional("type")?.oneOf() ?? .sensitive
        if type == .sensitive, targets.contains("development") {
            throw (targetNode ?? node).failure(
                "Vercel has no sensitive variables for 'development'", hint: "give it 'type: encrypted'")
        }
        token = try mapping.required("token").reference(example: "${env:VERCEL_TOKEN}")
        deployHook = try mapping.optional("deployHook")?.reference(example: "${env:VERCEL_DEPLOY_HOOK}")
        let urlNode = mapping.optional("url")
        url =
            try urlNode.map { node throws(ConfigurationError) in try ServiceSettings.url(node) }
            ?? ConfigurationText(literal: "https://api.vercel.com")
        settings = try ServiceSettings(&mapping)
        options = try DestinationOptions(&mapping, kind)
        try mapping.finish()
        let place = [team, project].compactMap(\.self).joined(separator: "/").printable
        let shown = targets.sorted().joined(separator: "+")
        name = "vercel:\(place)#\(keys[.current] ?? "")" + (targets == ["production"] ? "" : "@\(shown)")
        places = keys.values.flatMap { key in targets.map { "vercel \(place) \(key) \($0)" } }
    }

    func open(_ context: DestinationContext) throws -> any Destination {
        let headers = [("Authorization", "Bearer " + (try token.resolve(context.environment)))]
        let service = try settings.service(url.resolve(context.environment), headers, context)
        let hook = try deployHook.map { try settings.service($0.resolve(context.environment), [], context) }
        return try options.open(context) { context in
            VercelDestination(
                name: name, format: options.format, service: service, project: project, team: team, keys: keys,
                targets: targets, isSensitive: type == .sensitive, deployHook: hook, context: context)
        }
    }

    private static func checkKey(_ key: String, _ node: ConfigurationNode) throws(ConfigurationError) {
        let isPlain = key.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
        guard let first = key.utf8.first, !(0x30...0x39).contains(first), isPlain else {
            throw node.failure(
                "'\(node.path)' is not a name for a variable", hint: "letters, digits and _, no digit first")
        }
    }
}
