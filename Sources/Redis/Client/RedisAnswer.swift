/// What became of one of many commands.
public struct RedisAnswer: Sendable {
    /// The reply, or why there is none; a refusal as `RedisError.server`.
    public let result: Result<RedisReply, RedisError>
    /// Whether the command may have run one time more than the result tells: it had been sent to a server that went away
    /// before it replied. `UNLINK` then replies 0 although it was this command that removed the key.
    public let mayHaveRunUnseen: Bool

    /// The reply; nil where there is none.
    public var reply: RedisReply? { if case .success(let reply) = result { reply } else { nil } }

    /// Why there is no reply; nil where there is one.
    public var error: RedisError? { if case .failure(let error) = result { error } else { nil } }
}
