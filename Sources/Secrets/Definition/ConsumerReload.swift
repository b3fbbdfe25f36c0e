internal import Basics
internal import Configuration
internal import HTTP

/// What makes consumers of a secret take a new value up: a program, by argument list (no shell is involved), or an HTTP
/// request.
public struct ConsumerReload: Sendable {
    /// What is done.
    enum Action: Sendable {
        /// The program and its arguments. They are visible to everyone on the machine, so no reference is resolved in
        /// them.
        case run([String])
        /// A request, answered by 200 to 299.
        case http(ConsumerRequest)
    }

    let action: Action
    /// Where a program runs: the configuration file's folder, absolute.
    public let directory: String

    /// The program and its arguments; nil for a request.
    public var arguments: [String]? { if case .run(let arguments) = action { arguments } else { nil } }

    /// How messages call it.
    var name: String {
        switch action {
        case .run(let arguments): (arguments.first ?? "").printable
        case .http(let request): request.name
        }
    }

    /// What makes two hooks the same: where several secrets have it, once is enough.
    var identity: String {
        switch action {
        case .run(let arguments): (["run", directory] + arguments).joined(separator: "\0")
        case .http(let request): "http\0" + request.identity
        }
    }

    /// Decodes `{run: [program, argument, …]}` or `{http: {url: URL, method: POST}}`.
    init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        directory = node.directory
        if let http = mapping.optional("http"), mapping.entries.count == 1 {
            var request = try http.mapping()
            action = .http(try ConsumerRequest(&request, method: "POST"))
            try request.finish()
            return
        }
        let run = try mapping.required("run")
        try mapping.finish()
        action = .run(try CommandDefinition.arguments(run, hint: "as run: [systemctl, reload, api]"))
    }

    /// Sends the request of an HTTP hook. Throws where it is not answered, or by another status than 200 to 299.
    public func sendRequest(_ environment: [String: String]) throws {
        guard case .http(let request) = action else { return }
        let status = try request.send(environment).status
        guard (200...299).contains(status) else {
            throw DestinationError("it answered \(status)", hint: nil, status >= 500 ? .unavailable : .refused)
        }
    }

    /// Makes sure that somebody answers at the address of an HTTP hook.
    public func checkRequest(_ environment: [String: String]) throws {
        if case .http(let request) = action { try request.check(environment) }
    }
}
