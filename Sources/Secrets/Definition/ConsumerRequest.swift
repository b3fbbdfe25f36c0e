internal import Basics
internal import Configuration
internal import HTTP
internal import Probes

/// A request to a consumer of a secret: to make it take a new value up, or to ask what it uses.
struct ConsumerRequest: Sendable {
    private let request: ProbeRequest

    /// Reads what a request has (`url`, `method`, `headers`, `bearer`, `basic`, `body`, `caFile`, `timeout`) out of a mapping.
    init(_ mapping: inout ConfigurationMapping, method usual: String) throws(ConfigurationError) {
        request = try ProbeRequest(&mapping, method: usual, timeout: .seconds(15))
    }

    /// How it is called where it is shown: scheme, host and port; the rest of an address may be a credential.
    var name: String { request.name }

    /// What makes two requests the same, for as long as the configuration is.
    var identity: String { request.identity }

    /// Sends it and gives the answer, whatever its status.
    func send(_ environment: [String: String]) throws -> HTTPResponse {
        try HTTPClient().send(request.resolve(environment))
    }

    /// Makes sure that somebody answers there, without asking for anything: any answer will do.
    func check(_ environment: [String: String]) throws {
        let wanted = try request.resolve(environment)
        _ = try HTTPClient().send(
            HTTPRequest(
                method: "HEAD", url: HTTPOrigin(url: wanted.url).description + "/", timeout: wanted.timeout,
                connectTimeout: wanted.connectTimeout, caFile: wanted.caFile))
    }
}
