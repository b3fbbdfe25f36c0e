internal import Basics
public import Configuration
internal import Redis

/// One entry of `stores:`: where the sessions are and how the application lays them out.
public struct StoreConfiguration: Sendable {
    /// The name by which commands call it.
    public let name: String
    /// What stands at `url:`.
    public let url: ConfigurationText
    /// What stands at `cutoff:`.
    public let cutoff: CutoffConfiguration?
    /// What stands at `denylist:`.
    public let denylist: DenylistConfiguration?
    let layout: any SessionLayout
    let tls: StoreTLS?

    /// Reads `{url, layout, tls, cutoff, denylist}` and checks its form; references are not resolved yet.
    public init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        self.name = name
        let urlNode = try mapping.required("url")
        url = try urlNode.text()
        layout = try LayoutOptions.layout(mapping.required("layout"))
        tls = try mapping.optional("tls").map { node throws(ConfigurationError) in try StoreTLS(node: node) }
        cutoff = try mapping.optional("cutoff").map { node throws(ConfigurationError) in
            try CutoffConfiguration(node: node)
        }
        denylist = try mapping.optional("denylist").map { node throws(ConfigurationError) in
            try DenylistConfiguration(node: node)
        }
        try mapping.finish()
        if let literal = url.literal {
            let deployment: RedisDeployment
            do {
                deployment = try RedisDeployment(url: literal)
            } catch {
                throw urlNode.failure("'\(urlNode.path)': \(error.message)", hint: error.hint)
            }
            if tls != nil && !deployment.usesTLS {
                throw urlNode.failure(
                    "'\(urlNode.path)' does not ask for TLS, and 'tls' is given", hint: "write rediss://")
            }
        }
    }

    /// A store with the layout of connect-redis, without a configuration file.
    public init(name: String, url: String, prefix: String = "sess:") {
        self.init(name: name, url: ConfigurationText(literal: url), layout: ConnectRedisLayout(prefix: prefix))
    }

    init(name: String, url: ConfigurationText, layout: any SessionLayout, cutoff: CutoffConfiguration? = nil) {
        self.name = name
        self.url = url
        self.layout = layout
        self.cutoff = cutoff
        denylist = nil
        tls = nil
    }

    /// The name of the layout, as `connect-redis`.
    public var layoutName: String { layout.name }
    /// The form of the sessions' keys, as `sess:*`.
    public var keyPattern: String { layout.keys.shown }
}
