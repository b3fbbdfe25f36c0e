public import Basics
public import HTTP

/// What an attempt may use.
public struct DeliveryContext: Sendable {
    /// The environment that references in the configuration refer to.
    public let environment: [String: String]
    /// What sends.
    public let client: HTTPClient
    /// The clock, for a date in Retry-After.
    public let time: TimeSource

    /// How long an attempt may take.
    public let timeout: Duration

    /// What attempts may use; each may take ten seconds unless said otherwise.
    public init(
        environment: [String: String], client: HTTPClient = HTTPClient(), time: TimeSource = .system,
        timeout: Duration = .seconds(10)
    ) {
        self.environment = environment
        self.timeout = timeout
        self.client = client
        self.time = time
    }
}

/// What came of trying once.
public struct DeliveryAttempt: Sendable {
    /// What the service said, as far as sending again is concerned.
    public enum Verdict: Sendable, Equatable {
        /// It was taken.
        case delivered
        /// It was refused, and will be the next time: something has to be changed first.
        case rejected(reason: String, hint: String? = nil)
        /// It was not taken now. The service may have said how long to wait.
        case deferred(reason: String, retryAfter: Duration?)
    }

    /// What came of it.
    public let verdict: Verdict
    /// The service's status code; nil where there was no answer.
    public let answer: Int?
    /// What else was noticed.
    public let notes: [String]

    /// An attempt that was made.
    public init(verdict: Verdict, answer: Int? = nil, notes: [String] = []) {
        self.verdict = verdict
        self.answer = answer
        self.notes = notes
    }
}
