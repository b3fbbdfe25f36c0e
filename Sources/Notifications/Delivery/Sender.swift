public import Basics
public import HTTP

/// Delivers payloads, with a few attempts each. Delivery is at least once: where an answer is lost, a message may
/// arrive twice (PagerDuty joins the two by their dedup key, Slack shows both).
public struct Sender: Sendable {
    private let context: DeliveryContext
    private let policy: RetryPolicy
    private let pause: @Sendable (Duration) -> Void
    private let chance: @Sendable () -> Double

    /// A sender. An attempt may take as long as `timeout`. `pause` waits, `chance` yields a number from 0 up to 1;
    /// tests put in their own.
    public init(
        environment: [String: String], client: HTTPClient = HTTPClient(), policy: RetryPolicy = RetryPolicy(),
        time: TimeSource = .system, timeout: Duration = .seconds(10),
        sign: DeliveryContext.WebhookSigner? = nil,
        pause: @escaping @Sendable (Duration) -> Void = { Basics.pause($0) },
        chance: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        context = DeliveryContext(environment: environment, client: client, time: time, timeout: timeout, sign: sign)
        self.policy = policy
        self.pause = pause
        self.chance = chance
    }

    /// The longest that delivering one payload may take: every attempt to its end, and every pause between them.
    public func longest(through channel: any Channel) -> Duration {
        channel.longestAttempt(context.timeout) * policy.attempts + policy.longestPause * (policy.attempts - 1)
    }

    /// Delivers a payload through the channel that rendered it.
    ///
    /// - Parameters:
    ///   - reference: what the service named the conversation before.
    ///   - isRepetition: an earlier attempt may have arrived.
    public func send(
        _ payload: Payload, through channel: any Channel, reference: String? = nil, isRepetition: Bool = false
    ) -> Delivery {
        var context = context
        context.reference = reference
        context.isRepetition = isRepetition
        var attempts = 0
        var uncertain = 0
        while true {
            let attempt: DeliveryAttempt
            do throws(NotificationsError) {
                attempt = try channel.attempt(payload, context)
            } catch {
                return Delivery(
                    payload, .failed, attempts: attempts, uncertain: uncertain, reason: error.message,
                    hint: error.hint)
            }
            attempts += 1
            switch attempt.verdict {
            case .delivered:
                return Delivery(payload, .delivered, attempts: attempts, uncertain: uncertain, last: attempt)
            case .pointless(let reason):
                return Delivery(
                    payload, .dropped, attempts: attempts, uncertain: uncertain, last: attempt, reason: reason)
            case .rejected(let reason, let hint):
                return Delivery(
                    payload, .failed, attempts: attempts, uncertain: uncertain, last: attempt, reason: reason,
                    hint: hint)
            case .deferred(let reason, let retryAfter):
                if attempt.mayHaveArrived {
                    uncertain += 1
                    context.isRepetition = true
                }
                guard let wait = policy.pause(after: attempts, retryAfter: retryAfter, chance: chance()) else {
                    return Delivery(
                        payload, .retryable, attempts: attempts, uncertain: uncertain, last: attempt, reason: reason,
                        retryAfter: retryAfter)
                }
                pause(wait)
            }
        }
    }
}

extension Delivery {
    /// A payload that no channel is there for.
    init(_ payload: Payload, failed reason: String, hint: String?) {
        self.init(payload, .failed, attempts: 0, uncertain: 0, reason: reason, hint: hint)
    }

    /// One that was tried for so long that it is left to somebody.
    func givenUp(after patience: Duration) -> Delivery {
        Delivery(copying: self, .failed, reason: "not taken within \(patience.compact): \(reason ?? "no reason is known")")
    }

    /// How a message of the outbox stands that was not tried just now.
    init(_ item: OutboxItem, at now: Timestamp) {
        id = item.id
        channel = item.payload.channel
        kind = item.payload.kind
        audience = item.payload.audience
        event = item.payload.event
        attempts = item.attempts
        answer = item.answer
        hint = item.hint
        retryAfter = nil
        notes = item.payload.notes
        reference = nil
        uncertain = item.uncertain
        switch item.state {
        case .delivered: (outcome, reason) = (.delivered, nil)
        case .parked: (outcome, reason) = (.failed, item.reason)
        case .dropped: (outcome, reason) = (.dropped, item.reason)
        case .waiting where item.isEscalation && item.dueAt > now:
            (outcome, reason) = (.held, "only if nobody has acknowledged by \(item.dueAt.formatted(fractionDigits: 0))")
        case .waiting where item.dueAt > now:
            (outcome, reason) = (.held, "quiet until \(item.dueAt.formatted(fractionDigits: 0))")
        case .waiting where item.isHeld(at: now): (outcome, reason) = (.retryable, "another firebreak is sending it")
        case .waiting:
            (outcome, reason) = (
                .retryable,
                item.reason ?? "an earlier message of this channel has to go first: 'firebreak notify outbox' shows it"
            )
        }
    }

    private init(copying other: Delivery, _ outcome: Outcome, reason: String) {
        id = other.id
        channel = other.channel
        kind = other.kind
        audience = other.audience
        event = other.event
        self.outcome = outcome
        attempts = other.attempts
        answer = other.answer
        self.reason = reason
        hint = other.hint
        retryAfter = nil
        notes = other.notes
        reference = other.reference
        uncertain = other.uncertain
    }

    fileprivate init(
        _ payload: Payload, _ outcome: Outcome, attempts: Int, uncertain: Int, last: DeliveryAttempt? = nil,
        reason: String? = nil, hint: String? = nil, retryAfter: Duration? = nil
    ) {
        channel = payload.channel
        kind = payload.kind
        audience = payload.audience
        event = payload.event
        self.outcome = outcome
        self.attempts = attempts
        self.uncertain = uncertain
        answer = last?.answer
        self.reason = reason.map { reason in
            last == nil || outcome == .dropped
                ? reason : "channel '\(payload.channel.printable)' did not take the message: \(reason)"
        }
        self.hint = hint
        self.retryAfter = retryAfter
        reference = last?.reference
        notes = payload.notes + (last?.notes ?? [])
    }
}
