internal import Basics
internal import HTTP

/// A channel that posts its payload over HTTP.
protocol HTTPChannel: Channel {
    /// The request that carries a payload, with the channel's secrets in it.
    func request(carrying payload: Payload, _ context: DeliveryContext) throws(NotificationsError) -> HTTPRequest
    /// What an answer means. It must quote no more of it than it can vouch for.
    func verdict(on response: HTTPResponse, to request: HTTPRequest) -> DeliveryAttempt.Verdict
    /// What the service names the conversation in an answer with which it took a message.
    func reference(in response: HTTPResponse) -> String?
}

extension HTTPChannel {
    func reference(in response: HTTPResponse) -> String? { nil }

    public func attempt(
        _ payload: Payload, _ context: DeliveryContext
    ) throws(NotificationsError) -> DeliveryAttempt {
        try exchange(try request(carrying: payload, context), context)
    }

    /// Sends a request, once, and judges the answer.
    func exchange(
        _ request: HTTPRequest, _ context: DeliveryContext
    ) throws(NotificationsError) -> DeliveryAttempt {
        try exchange(request, context, verdict: { verdict(on: $0, to: request) }, reference: reference(in:))
    }

    /// Sends a request that is another than the payload's, and judges the answer by its own rules.
    func exchange(
        _ request: HTTPRequest, _ context: DeliveryContext,
        verdict judge: (HTTPResponse) -> DeliveryAttempt.Verdict, reference: (HTTPResponse) -> String?
    ) throws(NotificationsError) -> DeliveryAttempt {
        let notes =
            Self.isInTheClear(request.url) ? ["the message went over plain http, for anyone on the way to read"] : []
        do throws(HTTPError) {
            let response = try context.client.send(request)
            let verdict = Self.verdict(on: response, context, judge)
            return DeliveryAttempt(
                verdict: verdict, answer: response.status, notes: notes, mayHaveArrived: response.status >= 500,
                reference: verdict == .delivered ? reference(response) : nil)
        } catch .responseTooLarge(_, _, let status) where status != 0 {
            // The status tells whether it was taken; what was too long to read is only the rest.
            let response = HTTPResponse(status: status)
            return DeliveryAttempt(verdict: Self.verdict(on: response, context, judge), answer: status, notes: notes)
        } catch {
            let verdict: DeliveryAttempt.Verdict =
                error.isTransient
                ? .deferred(reason: error.message, retryAfter: nil) : .rejected(reason: error.message, hint: error.hint)
            return DeliveryAttempt(verdict: verdict, notes: notes, mayHaveArrived: Self.wasSent(error))
        }
    }

    /// Whether the request may have reached the service before it failed.
    private static func wasSent(_ error: HTTPError) -> Bool {
        switch error {
        case .timedOut, .connectionLost, .malformedResponse, .library: true
        case .invalidRequest, .unresolved, .unreachable, .tls, .authorities, .responseTooLarge: false
        }
    }

    /// The answers that mean the same everywhere (RFC 9110 §15, RFC 6585 §4); the rest is the channel's to judge.
    private static func verdict(
        on response: HTTPResponse, _ context: DeliveryContext, _ judge: (HTTPResponse) -> DeliveryAttempt.Verdict
    ) -> DeliveryAttempt.Verdict {
        switch response.status {
        case 408, 425, 429, 500...599:
            return .deferred(
                reason: "it answered \(response.status)", retryAfter: response.retryAfter(now: context.time.now))
        default:
            // What is deferred for a reason of the service's own may say how long, too.
            guard case .deferred(let reason, nil) = judge(response) else { return judge(response) }
            return .deferred(reason: reason, retryAfter: response.retryAfter(now: context.time.now))
        }
    }

    private static func isInTheClear(_ url: String) -> Bool {
        guard let origin = try? HTTPOrigin(url: url) else { return false }
        return origin.scheme == "http" && !origin.isLoopback
    }
}
