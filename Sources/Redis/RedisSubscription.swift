/// What a server sent to a subscriber.
public struct RedisMessage: Sendable, Hashable {
    /// The channel on which it came.
    public let channel: String
    /// What was sent: a bulk string; of `__redis__:invalidate` an array of keys, or null when the database was emptied.
    public let payload: RedisReply

    /// A message.
    public init(channel: String, payload: RedisReply) {
        self.channel = channel
        self.payload = payload
    }
}

/// A connection that receives messages, for one thread at a time. Waiting in vain is no error on it.
///
/// With RESP2 a connection that subscribes does nothing else. For client-side tracking its number is given to another
/// one, as in `CLIENT TRACKING ON REDIRECT number BCAST PREFIX sess: NOLOOP`, and the keys that others change come here
/// on the channel `__redis__:invalidate` (Redis documentation, "Client-side caching", "Two connections mode").
public struct RedisSubscription: ~Copyable {
    /// The channel on which keys come that have changed.
    public static let invalidations: RedisArgument = "__redis__:invalidate"

    /// Where it leads.
    public let endpoint: RedisEndpoint
    /// What this connection is called in `CLIENT LIST`, for `REDIRECT`.
    public let clientID: Int64
    private var connection: RedisConnection
    private var buffer: RedisReplyBuffer
    /// When something last came.
    private var heard = ContinuousClock.now
    /// Since when the answer to a PING has been owing.
    private var asked: ContinuousClock.Instant?

    /// Connects and subscribes; messages that are sent from now on come here.
    public init(_ endpoint: RedisEndpoint, channels: [RedisArgument]) throws(RedisError) {
        precondition(!channels.isEmpty, "a subscription has at least one channel")
        var connection = try RedisConnection(endpoint)
        guard let clientID = try connection.command("CLIENT", "ID").integerValue else {
            throw RedisSubscription.unexpected("CLIENT ID", at: endpoint)
        }
        connection.enqueue(["SUBSCRIBE"] + channels)
        try connection.flush()
        let first = try connection.receive()
        if case .error(let code, let message) = first { throw .refusal(code: code, message: message) }
        guard first.elements?.first?.text == "subscribe" else {
            throw RedisSubscription.unexpected("SUBSCRIBE", at: endpoint)
        }
        self.endpoint = endpoint
        self.clientID = clientID
        self.connection = connection
        buffer = RedisReplyBuffer()
    }

    /// Whether it can be used: false after the first failure.
    public var isOpen: Bool { connection.isOpen }

    /// What ends it from another thread: whoever waits for a message gets `RedisError.closed`.
    public var interrupter: RedisInterrupter { connection.interrupter }

    /// Waits for the next message; nil when the time is up, and then it may be called again.
    ///
    /// A server that sends nothing is asked now and then whether it is still there, at half of the time that a reply
    /// may take; one that does not answer in that time is an error.
    public mutating func next(within limit: Duration) throws(RedisError) -> RedisMessage? {
        guard isOpen else { throw .closed(endpoint: endpoint.description) }
        let end = ContinuousClock.now + limit
        while true {
            let now = ContinuousClock.now
            var turn = end
            if let asked {
                guard asked + endpoint.commandTimeout > now else {
                    connection.close()
                    throw .timedOut(endpoint: endpoint.description, while: .waiting)
                }
                turn = min(turn, asked + endpoint.commandTimeout)
            } else if heard + endpoint.commandTimeout / 2 <= now {
                try connection.sendAmongMessages(["PING"])
                asked = now
                continue
            } else {
                turn = min(turn, heard + endpoint.commandTimeout / 2)
            }
            if try connection.receiveMessage(into: &buffer, within: max(.zero, now.duration(to: turn))) {
                heard = ContinuousClock.now
                asked = nil
                if let message = try message() { return message }
            } else if ContinuousClock.now >= end {
                return nil
            }
        }
    }

    /// Whatever has come; nil for what is no message, as the answer to our PING or one more `subscribe`.
    private func message() throws(RedisError) -> RedisMessage? {
        guard buffer.kind(of: 0) == .array else {
            // A user who may not PING has still shown that the server is there.
            if buffer.kind(of: 0) == .error || buffer.kind(of: 0) == .status { return nil }
            throw RedisSubscription.unexpected("SUBSCRIBE", at: endpoint)
        }
        guard let parts = buffer.reply.elements, let kind = parts.first?.text else {
            throw RedisSubscription.unexpected("SUBSCRIBE", at: endpoint)
        }
        switch kind {
        case "message" where parts.count == 3:
            return RedisMessage(channel: parts[1].text ?? "", payload: parts[2])
        case "subscribe", "unsubscribe", "pong": return nil
        default: throw RedisSubscription.unexpected("SUBSCRIBE", at: endpoint)
        }
    }

    private static func unexpected(_ command: String, at endpoint: RedisEndpoint) -> RedisError {
        .protocolViolation(endpoint: endpoint.description, reason: "the answer to \(command) has another form")
    }
}
