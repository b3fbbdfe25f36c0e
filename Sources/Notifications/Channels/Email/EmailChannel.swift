internal import Basics
internal import Configuration
internal import HTTP

/// Mail, handed to an SMTP server with STARTTLS or TLS from the start. What is told of an incident stands in one thread.
/// The Message-ID is the same at each attempt, so that most programs show a repetition once.
public struct EmailChannel: Channel {
    /// Its name in the configuration.
    public let name: String
    private let server: MailServer
    private let isInTheClear: Bool
    private let user: ConfigurationText?
    private let password: ConfigurationText?
    private let from: EmailAddress
    private let to: [EmailAddress]
    private let caFile: ConfigurationText?

    /// Whether the conversation is encrypted.
    private enum TLS: String, CaseIterable { case required, none }

    /// Reads the settings `server`, `from`, `to` and, optionally, `user`, `password`, `tls` and `caFile`.
    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        self.name = name
        let serverNode = try mapping.required("server")
        guard let server = MailServer(try serverNode.string()) else {
            throw serverNode.failure(
                "'\(serverNode.path)' is not a mail server",
                hint: "as smtp://smtp.example.com:587 (STARTTLS) or smtps://smtp.example.com:465; user and password stand apart"
            )
        }
        self.server = server
        from = try EmailAddress(node: mapping.required("from"))
        let toNode = try mapping.required("to")
        var to: [EmailAddress] = []
        if toNode.kind == .sequence {
            for item in try toNode.sequence() { to.append(try EmailAddress(node: item)) }
        } else {
            to = [try EmailAddress(node: toNode)]
        }
        guard !to.isEmpty else { throw toNode.failure("'\(toNode.path)' names nobody") }
        self.to = to
        let userNode = mapping.optional("user")
        user = try userNode?.text()
        password = try mapping.optional("password")?.text()
        caFile = try mapping.optional("caFile")?.filePath()
        let tlsNode = mapping.optional("tls")
        isInTheClear = try tlsNode?.oneOf(TLS.self) == TLS.none
        try mapping.finish()
        if isInTheClear, let tlsNode, !server.isLoopback {
            throw tlsNode.failure(
                "'\(tlsNode.path)' would send mail in the clear", hint: "only to a server on this machine")
        }
        if isInTheClear, let userNode {
            throw userNode.failure("'\(userNode.path)' would send a password in the clear", hint: "leave 'tls: none' out")
        }
        if (user == nil) != (password == nil) {
            throw node.failure("'\(node.path)' has only one of 'user' and 'password'")
        }
    }

    /// `email`.
    public var kind: ChannelKind { .email }
    /// Servers take their time over mail.
    public func longestAttempt(_ usual: Duration) -> Duration { usual * 3 }

    /// The mail, from its first header field to its end.
    public func render(_ text: MessageText) -> Payload {
        let message = EmailMessage(text, channel: name, from: from, to: to)
        return Payload(
            text, channel: name, kind: kind, contentType: "message/rfc822", body: message.body, limits: message.limits,
            cuts: message.cuts)
    }

    /// The server.
    public func destination(_ environment: [String: String]) throws(NotificationsError) -> String {
        _ = try login(environment)
        return server.description
    }

    public func attempt(
        _ payload: Payload, _ context: DeliveryContext
    ) throws(NotificationsError) -> DeliveryAttempt {
        guard payload.kind == kind else { throw .foreignPayload(channel: name) }
        let (user, password, caFile) = try login(context.environment)
        let request = MailRequest(
            server: server, mayBeInTheClear: isInTheClear, user: user, password: password, sender: from.address,
            recipients: to.map(\.address), content: payload.body, timeout: longestAttempt(context.timeout),
            caFile: caFile)
        do throws(MailError) {
            let receipt = try MailClient().send(request)
            let notes =
                receipt.refused == 0 ? [] : ["the server refused \(receipt.refused) of \(to.count) recipients"]
            return DeliveryAttempt(verdict: .delivered, answer: receipt.code, notes: notes)
        } catch {
            let verdict: DeliveryAttempt.Verdict =
                error.isTransient
                ? .deferred(reason: error.message, retryAfter: nil) : .rejected(reason: error.message, hint: error.hint)
            return DeliveryAttempt(verdict: verdict, answer: error.code, mayHaveArrived: error.mayHaveArrived)
        }
    }

    private func login(
        _ environment: [String: String]
    ) throws(NotificationsError) -> (user: String?, password: String?, caFile: String?) {
        do throws(ConfigurationError) {
            return (
                try user?.resolve(environment), try password?.resolve(environment), try caFile?.resolve(environment)
            )
        } catch {
            throw .configuration(error)
        }
    }
}
