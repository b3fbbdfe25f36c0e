internal import Basics
internal import Configuration

/// `kubernetes-secret: {name, namespace, key, previousKey, nextKey, context, kubeconfig, manifest, timeout}`: keys of a
/// Secret, by kubectl or, with `manifest`, in a file.
struct KubernetesSecretDefinition: DestinationDefinition {
    private let secret: String
    private let namespace: String?
    private let contextName: String?
    private let kubeconfig: ConfigurationText?
    private let manifest: ConfigurationText?
    private let keys: [DestinationSlot: String]
    private let timeout: Duration
    private let directory: String
    let options: DestinationOptions
    let name: String
    let places: [String]

    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        var mapping = try node.mapping()
        secret = try Self.subdomain(mapping.required("name"))
        namespace = try mapping.optional("namespace").map { node throws(ConfigurationError) in
            try Self.subdomain(node)
        }
        let contextNode = mapping.optional("context")
        contextName = try contextNode?.string()
        let kubeconfigNode = mapping.optional("kubeconfig")
        kubeconfig = try kubeconfigNode?.filePath()
        let manifestNode = mapping.optional("manifest")
        manifest = try manifestNode?.filePath()
        for other in [contextNode, kubeconfigNode].compactMap(\.self) where manifest != nil {
            throw other.failure("'\(other.path)' is for kubectl, which is not used with 'manifest'")
        }
        keys = try SlotNames.decode("key", &mapping, at: node, Self.checkKey)
        timeout = try CommandDefinition.timeout(&mapping, or: .seconds(30))
        options = try DestinationOptions(&mapping, kind)
        try mapping.finish()
        directory = node.directory
        let remote = [contextName, namespace, secret].compactMap(\.self).joined(separator: "/")
        let place = manifestNode.map { [secret] in "\($0.shownPlace):\(secret)" } ?? remote
        name = "kubernetes-secret:\(place.printable)#\(keys[.current] ?? "")"
        places = keys.values.map { "kubernetes \(place) \($0)" }
    }

    var files: [ConfigurationText] { [manifest].compactMap(\.self) }

    func open(_ context: DestinationContext) throws -> any Destination {
        let manifest = try manifest?.resolve(context.environment)
        let kubeconfig = try kubeconfig?.resolve(context.environment)
        return try options.open(context) { context in
            if let manifest {
                return KubernetesManifestDestination(
                    name: name, format: options.format, path: manifest, secret: secret, namespace: namespace,
                    keys: keys, lockDirectory: context.lockDirectory)
            }
            let flags = [("context", contextName), ("kubeconfig", kubeconfig), ("namespace", namespace)]
            let arguments = ["kubectl"] + flags.compactMap { flag, value in value.map { "--\(flag)=\($0)" } }
            return KubernetesSecretDestination(
                name: name, format: options.format,
                kubectl: DestinationProgram(
                    arguments: arguments, environment: context.environment, directory: directory, timeout: timeout),
                secret: secret, keys: keys)
        }
    }

    /// A DNS subdomain (RFC 1123), as names of objects are.
    private static func subdomain(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        let text = try node.string()
        let isPlain = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || "-.".utf8.contains($0)
        }
        guard let first = text.utf8.first, !"-.".utf8.contains(first), isPlain, text.utf8.count <= 253 else {
            throw node.failure(
                "'\(node.path)' is not a name for Kubernetes", hint: "small letters, digits, '-' and '.'")
        }
        return text
    }

    /// Keys of `data` have letters, digits, `-`, `_` and `.`.
    private static func checkKey(_ key: String, _ node: ConfigurationNode) throws(ConfigurationError) {
        let isPlain = key.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || "-_.".utf8.contains($0)
        }
        guard isPlain, key.utf8.count <= 253 else {
            throw node.failure("'\(node.path)' is not a key of a Secret", hint: "letters, digits, '-', '_' and '.'")
        }
    }
}
