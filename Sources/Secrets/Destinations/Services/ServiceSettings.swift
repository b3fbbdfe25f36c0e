internal import Basics
internal import Configuration
internal import HTTP

/// What destinations that are HTTP services have in common: `caFile` and `timeout`.
struct ServiceSettings: Sendable {
    private let caFile: ConfigurationText?
    private let timeout: Duration

    init(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) {
        caFile = try mapping.optional("caFile")?.filePath()
        timeout = try CommandDefinition.timeout(&mapping, or: .seconds(15))
    }

    /// The service at an address.
    func service(
        _ url: String, _ headers: [(name: String, value: String)], _ context: DestinationContext
    ) throws -> DestinationService {
        _ = try HTTPOrigin(url: url)
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        return DestinationService(
            url: url, headers: headers, caFile: try caFile?.resolve(context.environment), timeout: timeout,
            time: context.time)
    }

    /// A literal address is checked when the configuration is read.
    static func url(_ node: ConfigurationNode) throws(ConfigurationError) -> ConfigurationText {
        let url = try node.text()
        guard let literal = url.literal else { return url }
        do throws(HTTPError) {
            _ = try HTTPOrigin(url: literal)
        } catch {
            throw node.failure("'\(node.path)' should be an http or https address", hint: error.hint)
        }
        guard !literal.contains("?"), !literal.contains("#"), !literal.contains("@") else {
            throw node.failure("'\(node.path)' should be an address without login and query")
        }
        return url
    }
}
