internal import Basics
internal import Configuration
internal import HTTP

/// A request to a consumer of a secret: to make it take a new value up, or to ask what it uses.
struct ConsumerRequest: Sendable {
    private let url: ConfigurationText
    private let method: String
    private let headers: [(name: String, value: ConfigurationText)]
    private let body: ConfigurationText?
    private let caFile: ConfigurationText?
    private let timeout: Duration

    /// Reads `url`, `method`, `headers`, `body`, `caFile` and `timeout` out of a mapping.
    init(_ mapping: inout ConfigurationMapping, method usual: String) throws(ConfigurationError) {
        let urlNode = try mapping.required("url")
        url = try urlNode.text()
        if let literal = url.literal {
            do throws(HTTPError) {
                _ = try HTTPOrigin(url: literal)
            } catch {
                throw urlNode.failure("'\(urlNode.path)' should be an http or https address", hint: error.hint)
            }
        }
        method = try mapping.optional("method")?.string() ?? usual
        var headers: [(name: String, value: ConfigurationText)] = []
        for (name, node) in try mapping.optional("headers")?.mapping().entries ?? [] {
            headers.append((name, try node.text()))
        }
        self.headers = headers
        body = try mapping.optional("body")?.text()
        caFile = try mapping.optional("caFile")?.filePath()
        timeout = try CommandDefinition.timeout(&mapping, or: .seconds(15))
    }

    /// How it is called where it is shown: scheme, host and port; the rest of an address may be a credential.
    var name: String {
        guard let literal = url.literal, let origin = try? HTTPOrigin(url: literal) else { return "an HTTP address" }
        return origin.description
    }

    /// What makes two requests the same, for as long as the configuration is.
    var identity: String { [method, url.literal ?? name, body?.literal ?? ""].joined(separator: "\0") }

    /// Sends it and gives the answer, whatever its status.
    func send(_ environment: [String: String]) throws -> HTTPResponse {
        var fields: [(name: String, value: String)] = []
        for (name, value) in headers { fields.append((name, try value.resolve(environment))) }
        return try HTTPClient().send(
            HTTPRequest(
                method: method, url: url.resolve(environment), headers: fields,
                body: Array((body?.resolve(environment) ?? "").utf8), timeout: timeout,
                connectTimeout: min(timeout, .seconds(5)), maximumResponseBytes: 1 << 20,
                caFile: caFile?.resolve(environment)))
    }

    /// Makes sure that somebody answers there, without asking for anything: any answer will do.
    func check(_ environment: [String: String]) throws {
        let origin = try HTTPOrigin(url: url.resolve(environment))
        _ = try HTTPClient().send(
            HTTPRequest(
                method: "HEAD", url: origin.description + "/", timeout: timeout,
                connectTimeout: min(timeout, .seconds(5)), caFile: caFile?.resolve(environment)))
    }
}
