public import Basics
public import HTTP

/// What an attempt may use.
public struct DeliveryContext: Sendable {
    /// Signs a body with a webhook secret of the keyring: its name, the body, the message's name and the time give the
    /// header fields.
    public typealias WebhookSigner = @Sendable (String, [UInt8], String, Timestamp) throws -> [(
        name: String, value: String
    )]

    /// The environment that references in the configuration refer to.
    public let environment: [String: String]
    /// What sends.
    public let client: HTTPClient
    /// The clock, for a date in Retry-After.
    public let time: TimeSource
    /// How long an attempt may take.
    public let timeout: Duration
    /// Signs webhooks; nil where there is no keyring at hand.
    public let sign: WebhookSigner?
    /// What the service named the conversation to which the message belongs, as a thread or an incident of its own; nil
    /// for the first message of it.
    public var reference: String?
    /// Whether an earlier attempt ended without anybody knowing how: the message may have arrived.
    public var isRepetition = false

    /// What attempts may use; each may take ten seconds unless said otherwise.
    public init(
        environment: [String: String], client: HTTPClient = HTTPClient(), time: TimeSource = .system,
        timeout: Duration = .seconds(10), sign: WebhookSigner? = nil
    ) {
        self.environment = environment
        self.timeout = timeout
        self.client = client
        self.time = time
        self.sign = sign
    }
}
