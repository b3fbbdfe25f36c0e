internal import Basics
internal import Configuration

/// `vault-kv2: {url, token, mount, path, field, previousField, nextField, namespace, caFile, timeout}`: fields of a
/// secret in Vault or OpenBao.
struct VaultDefinition: DestinationDefinition {
    private let url: ConfigurationText
    private let token: ConfigurationText
    private let mount: String
    private let path: String
    private let fields: [DestinationSlot: String]
    private let namespace: String?
    private let settings: ServiceSettings
    let options: DestinationOptions
    let name: String
    let places: [String]

    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let urlNode = try mapping.required("url")
        url = try ServiceSettings.url(urlNode)
        let tokenNode = try mapping.required("token")
        token = try tokenNode.reference(example: "${env:VAULT_TOKEN}")
        mount = try mapping.optional("mount").map { node throws(ConfigurationError) in try Self.path(node) } ?? "secret"
        path = try Self.path(mapping.required("path"))
        fields = try SlotNames.decode("field", &mapping, at: node)
        namespace = try mapping.optional("namespace").map { node throws(ConfigurationError) in try Self.path(node) }
        settings = try ServiceSettings(&mapping)
        options = try DestinationOptions(&mapping, kind)
        try mapping.finish()
        let shown = [urlNode.shownPlace, namespace, mount, path].compactMap(\.self).joined(separator: "/")
        name = "vault-kv2:\(shown)#\(fields[.current] ?? "")"
        places = fields.values.map { "\(shown) \($0)" }
    }

    func open(_ context: DestinationContext) throws -> any Destination {
        // X-Vault-Request keeps Vault Agent from being tricked into forwarding a browser's request.
        var headers = [("X-Vault-Token", try token.resolve(context.environment)), ("X-Vault-Request", "true")]
        if let namespace { headers.append(("X-Vault-Namespace", namespace)) }
        let service = try settings.service(url.resolve(context.environment), headers, context)
        return try options.open(context) { _ in
            VaultDestination(
                name: name, format: options.format, service: service, mount: mount, path: path, fields: fields)
        }
    }

    /// A path without slashes at its ends, empty segments and dots that lead elsewhere.
    private static func path(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        let text = try node.string()
        let segments = text.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }),
            !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { throw node.failure("'\(node.path)' is not a path", hint: "as apps/web, without slashes at its ends") }
        return text
    }
}

extension ConfigurationNode {
    /// A credential: it comes by reference, and does not stand in the configuration itself.
    func reference(example: String) throws(ConfigurationError) -> ConfigurationText {
        let text = try text()
        guard !text.isLiteral else {
            throw failure("'\(path)' should not stand in the configuration itself", hint: "refer to it, as \(example)")
        }
        return text
    }
}
