/// A connection to one Redis server, for one thread at a time: commands go out in any number before their replies are
/// read, which come in the same order. RESP2 only.
///
/// After an error other than `server` it is closed for good: replies and commands could no longer be told apart, so each
/// later use throws `closed`. Whoever wants to go on makes a new one.
public struct RedisConnection: ~Copyable, @unchecked Sendable {  // safe because it has one owner, who uses it alone
    /// Where it leads.
    public let endpoint: RedisEndpoint
    /// How many replies are still to be received.
    public private(set) var pendingReplies = 0
    private let channel: RedisChannel
    private var buffer: RedisReplyBuffer

    /// Connects, logs in, chooses the database, tells the server our name where it lets us, and makes sure that it
    /// answers.
    public init(_ endpoint: RedisEndpoint) throws(RedisError) {
        let deadline = Deadline(in: endpoint.connectTimeout)
        let channel = try RedisChannel(endpoint, deadline: deadline)
        try RedisGreeting(endpoint).exchange(on: channel, deadline)
        self.endpoint = endpoint
        self.channel = channel
        buffer = RedisReplyBuffer()
    }

    /// Whether it can be used: false after the first failure.
    public var isOpen: Bool { channel.isOpen }

    /// What ends it from another thread.
    public var interrupter: RedisInterrupter { channel.interrupter }

    /// Ends it, with replies still on their way or not.
    public mutating func close() { channel.close() }

    // MARK: One reply for each call

    /// Sends a command and waits for its reply. Nothing else may be on its way.
    /// - Throws: `RedisError`; a refusal by the server as `server`.
    @discardableResult
    public mutating func command(_ arguments: [RedisArgument]) throws(RedisError) -> RedisReply {
        enqueue(arguments)
        try flush()
        let reply = try receive()
        if case .error(let code, let message) = reply { throw .refusal(code: code, message: message) }
        return reply
    }

    /// Sends a command and waits for its reply. Nothing else may be on its way.
    /// - Throws: `RedisError`; a refusal by the server as `server`.
    @discardableResult
    public mutating func command(_ arguments: RedisArgument...) throws(RedisError) -> RedisReply {
        try command(arguments)
    }

    /// Sends a command that may take its time, as `WAIT`, and waits for its reply no longer than said, whatever the
    /// endpoint's limit is. Nothing else may be on its way.
    @discardableResult
    public mutating func command(
        _ arguments: [RedisArgument], within limit: Duration
    ) throws(RedisError) -> RedisReply {
        enqueue(arguments)
        try flush()
        let reply = try receive(within: limit)
        if case .error(let code, let message) = reply { throw .refusal(code: code, message: message) }
        return reply
    }

    /// Sends many commands at once and returns their replies in the same order; refusals among them stay values.
    public mutating func pipeline(_ commands: [[RedisArgument]]) throws(RedisError) -> [RedisReply] {
        for command in commands { enqueue(command) }
        try flush()
        var replies: [RedisReply] = []
        replies.reserveCapacity(commands.count)
        for _ in commands { replies.append(try receive()) }
        return replies
    }

    // MARK: Commands and replies apart

    /// Puts a command after those that wait to be sent. At least its name must be given.
    public mutating func enqueue(_ arguments: [RedisArgument]) {
        channel.enqueue { $0.append(command: arguments) }
        pendingReplies += 1
    }

    /// Takes the commands out of a writer and puts them after those that wait to be sent.
    public mutating func enqueue(_ commands: inout RedisCommandWriter) {
        pendingReplies += commands.commandCount
        channel.enqueue { $0.take(&commands) }
    }

    /// Sends what waits, and takes in meanwhile what comes, so that neither side waits for the other.
    public mutating func flush() throws(RedisError) { try channel.flush(timeout: endpoint.commandTimeout) }

    /// Waits for the next reply, sending what is still to be sent, and puts it into a buffer that is used again. A
    /// refusal is a reply too: its root is of the kind `error`.
    public mutating func receive(into buffer: inout RedisReplyBuffer) throws(RedisError) {
        precondition(pendingReplies > 0, "no reply is expected")
        pendingReplies -= 1
        try channel.receive(into: &buffer, deadline: Deadline(in: endpoint.commandTimeout))
    }

    /// Waits for the next reply; a refusal stays a value.
    public mutating func receive() throws(RedisError) -> RedisReply { try receive(within: endpoint.commandTimeout) }

    /// Waits for the next reply, no longer than said; a refusal stays a value. One that does not come in time closes
    /// the connection, as always.
    public mutating func receive(within limit: Duration) throws(RedisError) -> RedisReply {
        precondition(pendingReplies > 0, "no reply is expected")
        pendingReplies -= 1
        try channel.receive(into: &buffer, deadline: Deadline(in: limit))
        return buffer.reply
    }

    // MARK: Messages that nobody asked for

    /// Waits for what the server sends of its own accord; false when the time is up, and the connection stays open.
    mutating func receiveMessage(
        into buffer: inout RedisReplyBuffer, within limit: Duration
    ) throws(RedisError) -> Bool {
        try channel.receiveIfAny(into: &buffer, deadline: Deadline(in: limit))
    }

    /// Sends a command whose reply is to come among the messages.
    mutating func sendAmongMessages(_ arguments: [RedisArgument]) throws(RedisError) {
        channel.enqueue { $0.append(command: arguments) }
        try flush()
    }
}
