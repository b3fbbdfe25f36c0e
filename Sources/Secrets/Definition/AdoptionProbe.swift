public import Configuration

/// How it is to be proven that consumers took a new value up.
public struct AdoptionProbe: Sendable {
    /// The address that is asked.
    public let url: ConfigurationText
    /// The HTTP status that proves it.
    public let status: Int

    /// Decodes `{http: {url: URL, status: 200}}`.
    init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        var http = try mapping.required("http").mapping()
        url = try http.required("url").text()
        status = try http.optional("status")?.integer(in: 100...599) ?? 200
        try http.finish()
        try mapping.finish()
    }
}
