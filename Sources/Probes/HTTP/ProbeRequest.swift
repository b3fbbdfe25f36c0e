internal import Basics
public import Configuration
public import HTTP

/// An HTTP request as the configuration has it. Its address, header fields and credentials may refer to the environment
/// and to files; they are looked up when it is sent.
public struct ProbeRequest: Sendable {
    private let url: ConfigurationText
    private let method: String
    private let headers: [(name: String, value: ConfigurationText)]
    private let credentials: Credentials?
    private let body: ConfigurationText?
    private let caFile: ConfigurationText?
    /// How long the whole exchange may take.
    public let timeout: Duration

    /// What goes into `Authorization`.
    private enum Credentials: Sendable {
        /// RFC 6750.
        case bearer(ConfigurationText)
        /// RFC 7617.
        case basic(user: ConfigurationText, password: ConfigurationText)
    }

    /// Reads `url`, `method`, `headers`, `bearer` or `basic: {user, password}`, `body`, `caFile` and `timeout` out of a
    /// mapping.
    public init(
        _ mapping: inout ConfigurationMapping, method usual: String = "GET", timeout: Duration = .seconds(10)
    ) throws(ConfigurationError) {
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
        let bearer = try mapping.optional("bearer")?.text()
        if let node = mapping.optional("basic") {
            guard bearer == nil else { throw node.failure("'bearer' and 'basic' do not go together") }
            var basic = try node.mapping()
            credentials = .basic(user: try basic.required("user").text(), password: try basic.required("password").text())
            try basic.finish()
        } else {
            credentials = bearer.map { .bearer($0) }
        }
        body = try mapping.optional("body")?.text()
        caFile = try mapping.optional("caFile")?.filePath()
        let timeoutNode = mapping.optional("timeout")
        self.timeout = try timeoutNode?.duration() ?? timeout
        if let timeoutNode, self.timeout <= .zero {
            throw timeoutNode.failure("'\(timeoutNode.path)' should be longer than nothing")
        }
    }

    /// How it is called where it is shown: scheme, host and port; the rest of an address may be a credential.
    public var name: String {
        guard let literal = url.literal, let origin = try? HTTPOrigin(url: literal) else { return "an HTTP address" }
        return origin.description
    }

    /// What makes two requests the same, for as long as the configuration is. Not to be shown.
    public var identity: String { [method, url.literal ?? name, body?.literal ?? ""].joined(separator: "\0") }

    /// The request, its references resolved.
    ///
    /// - Parameters:
    ///   - path: what is put behind the address, whose last `/` falls away.
    ///   - form: fields that are posted (application/x-www-form-urlencoded) in place of the body; nil for none.
    public func resolve(
        _ environment: [String: String], appending path: String = "", form: [(name: String, value: String)]? = nil
    ) throws(ConfigurationError) -> HTTPRequest {
        var fields: [(name: String, value: String)] = []
        for (name, value) in headers { fields.append((name, try value.resolve(environment))) }
        switch credentials {
        case nil: break
        case .bearer(let token): fields.append(("Authorization", "Bearer \(try token.resolve(environment))"))
        case .basic(let user, let password):
            let pair = "\(try user.resolve(environment)):\(try password.resolve(environment))"
            fields.append(("Authorization", "Basic \(Base64.encode(pair.utf8))"))
        }
        var address = try url.resolve(environment)
        if !path.isEmpty {
            while address.hasSuffix("/") { address.removeLast() }
            address += path
        }
        var content = Array((try body?.resolve(environment) ?? "").utf8)
        if let form {
            fields.append(("Content-Type", "application/x-www-form-urlencoded"))
            let pairs = form.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
            content = Array(pairs.joined(separator: "&").utf8)
        }
        return HTTPRequest(
            method: form == nil ? method : "POST", url: address, headers: fields, body: content, timeout: timeout,
            connectTimeout: min(timeout, .seconds(5)), maximumResponseBytes: 4 << 20,
            caFile: try caFile?.resolve(environment))
    }
}

extension ProbeRequest {
    /// A request to an address that was written on a command line or found in the environment.
    public init(
        url: String, method: String = "GET", headers: [(name: String, value: String)] = [], bearer: String? = nil,
        basic: (user: String, password: String)? = nil, caFile: String? = nil, timeout: Duration = .seconds(10)
    ) throws(HTTPError) {
        _ = try HTTPOrigin(url: url)
        self.url = ConfigurationText(literal: url)
        self.method = method
        self.headers = headers.map { ($0.name, ConfigurationText(literal: $0.value)) }
        if let basic {
            credentials = .basic(
                user: ConfigurationText(literal: basic.user), password: ConfigurationText(literal: basic.password))
        } else {
            credentials = bearer.map { .bearer(ConfigurationText(literal: $0)) }
        }
        body = nil
        self.caFile = caFile.map { ConfigurationText(literal: $0) }
        self.timeout = timeout
    }
}

extension HTTPError {
    /// Whether what is wrong is on this side, so that nothing was asked.
    var isOurs: Bool {
        switch self {
        case .invalidRequest, .authorities: true
        default: false
        }
    }
}
