/// What came of trying once.
public struct DeliveryAttempt: Sendable {
    /// What the service said, as far as sending again is concerned.
    public enum Verdict: Sendable, Equatable {
        /// It was taken.
        case delivered
        /// There is nothing to be told there: nothing was sent, and nothing has to be.
        case pointless(reason: String)
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
    /// Whether a message that was not taken may have arrived all the same: no answer came, or one that does not tell.
    public let mayHaveArrived: Bool
    /// What the service names the conversation; nil where it does not, or it is known already.
    public let reference: String?

    /// An attempt that was made.
    public init(
        verdict: Verdict, answer: Int? = nil, notes: [String] = [], mayHaveArrived: Bool = false,
        reference: String? = nil
    ) {
        self.verdict = verdict
        self.mayHaveArrived = mayHaveArrived
        self.answer = answer
        self.notes = notes
        self.reference = reference
    }
}
