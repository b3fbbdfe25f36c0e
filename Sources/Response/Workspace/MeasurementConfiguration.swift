public import Configuration
public import Probes

/// Something that is measured when an incident's report is written: `measurements: {errors: {url: …, query: …}}`.
public struct MeasurementConfiguration: Sendable {
    /// How it is called on the command line.
    public let name: String
    /// What the chart shows, for people.
    public let title: String
    /// The unit of the values; empty where they have none.
    public let unit: String
    /// The expression, in PromQL.
    public let query: String
    /// Where it is asked.
    public let server: PrometheusServerAddress

    public init(name: String, title: String? = nil, unit: String = "", query: String, server: PrometheusServerAddress) {
        self.name = name
        self.title = title ?? name
        self.unit = unit
        self.query = query
        self.server = server
    }

    /// Decodes `{title: …, unit: …, query: …, url: …}` with what a request has (`headers`, `bearer`, `basic`, `caFile`,
    /// `timeout`).
    public init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        self.name = name
        title = try mapping.optional("title")?.string() ?? name
        unit = try mapping.optional("unit")?.string() ?? ""
        let queryNode = try mapping.required("query")
        query = try queryNode.string()
        guard query.contains(where: { !$0.isWhitespace }) else { throw queryNode.failure("'\(queryNode.path)' is empty") }
        server = try PrometheusServerAddress(ProbeRequest(&mapping))
        try mapping.finish()
    }
}
