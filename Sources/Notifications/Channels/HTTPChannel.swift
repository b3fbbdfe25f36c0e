internal import Basics
internal import HTTP

/// A channel that posts its payload over HTTP.
protocol HTTPChannel: Channel {
    /// The request that carries a payload, with the channel's secrets in it.
    func request(carrying payload: Payload, _ context: DeliveryContext) throws(NotificationsError) -> HTTPRequest
    /// What an answer means. It must quote no more of it than it can vouch for.
    func verdict(on response: HTTPResponse, to request: HTTPRequest) -> DeliveryAttempt.Verdict
}

extension HTTPChannel {
    public func attempt(
        _ payload: Payload, _ context: DeliveryContext
    ) throws(NotificationsError) -> DeliveryAttempt {
        let request = try request(carrying: payload, context)
        let notes =
            Self.isInTheClear(request.url) ? ["the message went over plain http, for anyone on the way to read"] : []
        do throws(HTTPError) {
            let response = try context.client.send(request)
            return DeliveryAttempt(
                verdict: verdict(on: response, to: request, context), answer: response.status, notes: notes)
        } catch .responseTooLarge(_, _, let status) where status != 0 {
            // The status tells whether it was taken; what was too long to read is only the rest.
            let response = HTTPResponse(status: status)
            return DeliveryAttempt(verdict: verdict(on: response, to: request, context), answer: status, notes: notes)
        } catch {
            let verdict: DeliveryAttempt.Verdict =
                error.isTransient
                ? .deferred(reason: error.message, retryAfter: nil) : .rejected(reason: error.message, hint: error.hint)
            return DeliveryAttempt(verdict: verdict, answer: nil, notes: notes)
        }
    }

    /// The answers that mean the same everywhere (RFC 9110 §15, RFC 6585 §4); the rest is the channel's to judge.
    private func verdict(
        on response: HTTPResponse, to request: HTTPRequest, _ context: DeliveryContext
    ) -> DeliveryAttempt.Verdict {
        switch response.status {
        case 408, 425, 429, 500...599:
            .deferred(
                reason: "it answered \(response.status)", retryAfter: response.retryAfter(now: context.time.now))
        default: verdict(on: response, to: request)
        }
    }

    private static func isInTheClear(_ url: String) -> Bool {
        guard let origin = try? HTTPOrigin(url: url) else { return false }
        return origin.scheme == "http" && !origin.isLoopback
    }
}
