internal import Basics
internal import Configuration
internal import JSON
internal import Probes
internal import Response

/// What every probe over HTTP may have (`ProbeRequest`).
private let requestFields: [Field] = [
    .required("url", .reference, "The address."),
    Field("method", .text, "The method. Default: GET."),
    Field("headers", .map(.reference), "Header fields of the request."),
    Field("bearer", .reference, "A token for Authorization: Bearer."),
    Field("basic", .object([.required("user", .reference, "The user."), .required("password", .reference, "The password.")]), "User and password."),
    Field("body", .reference, "What is sent."),
    Field("caFile", .reference, "The authorities to trust in place of the system's."),
    Field("timeout", .duration, "How long the exchange may take. Default: 10s."),
]

/// `probe: {http: …}`.
struct ProbeHTTPStep: ProbeStep {
    static let help = "Ask a service over HTTP and look at the answer."
    static let fields: [Field] =
        requestFields + [
            Field("status", .oneOrMore(.scalar), "The status that is good, as 200, 2xx or a list. Default: any 2xx."),
            Field("json", .map(.any), "What stands in its JSON, by paths: {status: ok, queues.0.waiting: \"< 100\"}."),
            Field("header", .map(.text), "What stands in its header fields."),
            Field("latency", .duration, "How long it may take."),
            Field("tlsValidFor", .duration, "How long the server's certificate must be valid still."),
        ]
    static let outputs = ["verdict", "summary", "status", "latencySeconds"]
    let probe: HTTPProbe

    init(_ fields: FieldReader) throws(ConfigurationError) { probe = try HTTPProbe(node: fields.node) }
}

/// `probe: {prometheus: …}`.
struct ProbePrometheusStep: ProbeStep {
    static let help = "Ask Prometheus for a number and compare it. No data and NaN are not good."
    static let fields: [Field] =
        [
            .required("query", .text, "An expression in PromQL."),
            .required("expect", .comparison, "What the number should be, as \"< 0.05\"."),
            Field("for", .duration, "How long it must have been so."),
            Field("acceptWarnings", .boolean, "Whether a value that the server warns about counts as good."),
        ] + requestFields
    static let outputs = ["verdict", "summary", "value"]
    let probe: PrometheusProbe

    init(_ fields: FieldReader) throws(ConfigurationError) { probe = try PrometheusProbe(node: fields.node) }
}
