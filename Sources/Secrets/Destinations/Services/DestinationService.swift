internal import Basics
internal import Cryptography
internal import HTTP
internal import JSON

/// A service that a destination is reached by over HTTP. The answers that mean the same everywhere are judged here.
struct DestinationService: Sendable {
    let client = HTTPClient()
    /// The address without a slash at its end.
    let url: String
    let headers: [(name: String, value: String)]
    let caFile: String?
    let timeout: Duration
    let time: TimeSource

    /// One that is asked for in the clear, by another machine.
    var caveats: [String] {
        guard let origin = try? HTTPOrigin(url: url), origin.scheme == "http", !origin.isLoopback else { return [] }
        return ["the value goes over plain http, for anyone on the way to read"]
    }

    /// Sends a request and returns the answer; throws for one that says to come again later.
    func send(
        _ method: String, _ path: String, body: JSONValue? = nil, headers more: [(name: String, value: String)] = [],
        signing: AWSSigning? = nil
    ) throws -> HTTPResponse {
        var fields = headers + more
        if body != nil, !fields.contains(where: { $0.name == "Content-Type" }) {
            fields.append(("Content-Type", "application/json"))
        }
        let response = try client.send(
            HTTPRequest(
                method: method, url: url + path, headers: fields, body: body.map { Array($0.compact.utf8) } ?? [],
                timeout: timeout, maximumResponseBytes: 4 << 20, caFile: caFile, signing: signing))
        switch response.status {
        case 408, 425, 429: throw busy(response, "it asks us to come again later")
        case 300...399:
            throw DestinationError(
                "the service answered \(response.status): it wants to be asked elsewhere",
                hint: "give the address to which it leads", .configuration)
        default: return response
        }
    }

    /// The error for an answer that may be another one later.
    func busy(_ response: HTTPResponse, _ why: String) -> DestinationError {
        let wait = response.retryAfter(now: time.now)
        let text = wait.map { ", and asks for \($0.compact) of rest" } ?? ""
        return DestinationError(
            "the service answered \(response.status): \(why)\(text)", hint: "nothing was lost; try again later",
            .unavailable, retryAfter: wait)
    }

    /// The error for an answer that is none of those that are known.
    func failure(_ response: HTTPResponse, said text: String?, hiding secrets: [SecretBox]) -> DestinationError {
        if response.status >= 500 { return busy(response, "it is not able to") }
        let remark = text.map { ForeignText.remark(Array($0.utf8), hiding: secrets) } ?? ""
        return DestinationError("the service answered \(response.status)" + remark, .refused)
    }

    /// The content of an answer, which must be a JSON object.
    func object(_ response: HTTPResponse) throws -> JSONObject {
        guard let object = (try? JSONValue(parsing: response.body))?.objectValue else {
            throw DestinationError("the service answered \(response.status) with what is no JSON object", .unavailable)
        }
        return object
    }
}

extension SecretBox {
    /// The text, for a service that takes nothing but text.
    func text(for what: String) throws -> String {
        guard let text = withSecret({ $0.revealedText() }) else { throw DestinationError.notText(what) }
        return text
    }
}
