internal import Basics
internal import HTTP
internal import JSON

/// A Prometheus server, or whatever speaks its API at an address: `http://prometheus:9090`, with a path before `/api` where
/// it has one.
public struct PrometheusServerAddress: Sendable {
    private let request: ProbeRequest

    public init(_ request: ProbeRequest) { self.request = request }

    /// How it is called where it is shown.
    public var name: String { request.name }

    /// The values of an expression now, by the server's own clock.
    func query(_ query: String, _ environment: [String: String]) throws -> PrometheusAnswer {
        try post("/api/v1/query", [("query", query)], environment) { data throws(PrometheusAnswer.Problem) in
            try PrometheusAnswer(instant: data)
        }
    }

    /// The values of an expression over a time, in at most 61 steps of at least a second; `gap` where there is none at one
    /// of them.
    func queryRange(
        _ query: String, from start: Timestamp, to end: Timestamp, _ environment: [String: String]
    ) throws -> PrometheusAnswer {
        let step = Duration.seconds(Int64(max(1, ((end - start).inSeconds / 60).rounded(.up))))
        return try range(query, start, end, step, environment) { data throws(PrometheusAnswer.Problem) in
            try PrometheusAnswer(range: data, from: start, to: end, step: step)
        }
    }

    /// The values of an expression over a time, as they are.
    func series(
        _ query: String, from start: Timestamp, to end: Timestamp, step: Duration, _ environment: [String: String]
    ) throws -> PrometheusAnswer {
        try range(query, start, end, step, environment) { data throws(PrometheusAnswer.Problem) in
            try PrometheusAnswer(series: data)
        }
    }

    private func range(
        _ query: String, _ start: Timestamp, _ end: Timestamp, _ step: Duration, _ environment: [String: String],
        _ read: (JSONValue) throws(PrometheusAnswer.Problem) -> PrometheusAnswer
    ) throws -> PrometheusAnswer {
        let form = [
            ("query", query), ("start", start.formatted(fractionDigits: 3)), ("end", end.formatted(fractionDigits: 3)),
            ("step", "\(step.inMicroseconds / 1000)ms"),
        ]
        return try post("/api/v1/query_range", form, environment, read)
    }

    private func post(
        _ path: String, _ form: [(name: String, value: String)], _ environment: [String: String],
        _ read: (JSONValue) throws(PrometheusAnswer.Problem) -> PrometheusAnswer
    ) throws -> PrometheusAnswer {
        let request = try request.resolve(environment, appending: path, form: form)
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try HTTPClient().send(request)
        } catch {
            if error.isOurs { throw error }
            return .unreachable(reason: error.message, hint: error.hint)
        }
        let document = try? JSONValue(parsing: response.body)
        guard let document, let status = document["status"]?.stringValue, ["success", "error"].contains(status) else {
            return .unreachable(
                reason: "\(name) answered \(response.status), and not as Prometheus does",
                hint: Self.hint(response.status))
        }
        guard status == "success" else {
            return .refused(reason: (document["error"]?.stringValue ?? "status \(response.status)").printable)
        }
        do throws(PrometheusAnswer.Problem) {
            return try read(document)
        } catch {
            return .refused(reason: error.reason)
        }
    }

    private static func hint(_ status: Int) -> String? {
        switch status {
        case 301...308: "it redirects, which is not followed: use the address that it redirects to"
        case 401, 403: "it wants credentials: bearer, or basic with user and password"
        case 404: "check the address: the API is looked for at ADDRESS/api/v1/query"
        default: nil
        }
    }
}
