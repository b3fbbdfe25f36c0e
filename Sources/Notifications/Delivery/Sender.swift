public import Basics
public import HTTP

/// Delivers payloads, with a few attempts each. Delivery is at least once: where an answer is lost, a message may
/// arrive twice (PagerDuty joins the two by their dedup key, Slack shows both).
public struct Sender: Sendable {
    private let context: DeliveryContext
    private let policy: RetryPolicy
    private let pause: @Sendable (Duration) -> Void
    private let chance: @Sendable () -> Double

    /// A sender. An attempt may take as long as `timeout`. `pause` waits, `chance` yields a number from 0 up to 1; tests put in their own.
    public init(
        environment: [String: String], client: HTTPClient = HTTPClient(), policy: RetryPolicy = RetryPolicy(),
        time: TimeSource = .system, timeout: Duration = .seconds(10),
        pause: @escaping @Sendable (Duration) -> Void = { Basics.pause($0) },
        chance: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        context = DeliveryContext(environment: environment, client: client, time: time, timeout: timeout)
        self.policy = policy
        self.pause = pause
        self.chance = chance
    }

    /// Delivers a payload through the channel that rendered it.
    public func send(_ payload: Payload, through channel: any Channel) -> Delivery {
        var attempts = 0
        while true {
            let attempt: DeliveryAttempt
            do throws(NotificationsError) {
                attempt = try channel.attempt(payload, context)
            } catch {
                return Delivery(
                    payload, .failed, attempts: attempts, reason: error.message, hint: error.hint)
            }
            attempts += 1
            switch attempt.verdict {
            case .delivered:
                return Delivery(payload, .delivered, attempts: attempts, last: attempt)
            case .rejected(let reason, let hint):
                return Delivery(payload, .failed, attempts: attempts, last: attempt, reason: reason, hint: hint)
            case .deferred(let reason, let retryAfter):
                guard let wait = policy.pause(after: attempts, retryAfter: retryAfter, chance: chance()) else {
                    return Delivery(
                        payload, .retryable, attempts: attempts, last: attempt, reason: reason, retryAfter: retryAfter)
                }
                pause(wait)
            }
        }
    }
}

extension Delivery {
    fileprivate init(
        _ payload: Payload, _ outcome: Outcome, attempts: Int, last: DeliveryAttempt? = nil, reason: String? = nil,
        hint: String? = nil, retryAfter: Duration? = nil
    ) {
        channel = payload.channel
        kind = payload.kind
        event = payload.event
        self.outcome = outcome
        self.attempts = attempts
        answer = last?.answer
        self.reason = reason.map { reason in
            last == nil ? reason : "channel '\(payload.channel.printable)' did not take the message: \(reason)"
        }
        self.hint = hint
        self.retryAfter = retryAfter
        notes = payload.notes + (last?.notes ?? [])
    }
}
