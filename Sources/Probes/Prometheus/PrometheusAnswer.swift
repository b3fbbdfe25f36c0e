internal import Basics
internal import JSON

/// A value of one series.
struct PrometheusSample: Sendable, Hashable {
    /// The series' labels, its name among them as `__name__`. Foreign text.
    let labels: [String: String]
    let value: Double
}

/// What a Prometheus server answered to a query.
enum PrometheusAnswer: Sendable {
    /// Its values, none where the expression has no series; the instant they are of, and the server's warnings.
    case values([PrometheusSample], at: Timestamp, warnings: [String])
    /// Its series over a time, each with the values that it has.
    case series([(labels: [String: String], values: [(at: Timestamp, value: Double)])], warnings: [String])
    /// There was no value at one of the instants that were asked for.
    case gap(Timestamp)
    /// It said why it does not answer.
    case refused(reason: String)
    case unreachable(reason: String, hint: String?)

    /// Why an answer says nothing.
    struct Problem: Error {
        let reason: String
    }

    /// Reads the answer to an instant query: a `vector` or a `scalar`. An empty one has no instant.
    init(instant document: JSONValue) throws(Problem) {
        let data = document["data"]
        var samples: [PrometheusSample] = []
        var instant = Timestamp(microseconds: 0)
        switch data?["resultType"]?.stringValue {
        case "scalar":
            (instant, samples) = try Self.single(data?["result"])
        case "vector":
            for series in data?["result"]?.arrayValue ?? [] {
                guard series["histogram"] == nil else { throw Problem(reason: "it gives histograms and not numbers") }
                let (time, value) = try Self.sample(series["value"])
                samples.append(PrometheusSample(labels: Self.labels(series["metric"]), value: value))
                instant = time
            }
        case "matrix": throw Problem(reason: "it gives many values of each series: use a function such as rate() around it")
        default: throw Problem(reason: "it does not give numbers")
        }
        self = .values(samples, at: instant, warnings: Self.warnings(document))
    }

    /// Reads the answer to a range query, a `matrix`, as it is.
    init(series document: JSONValue) throws(Problem) {
        guard document["data"]?["resultType"]?.stringValue == "matrix" else {
            throw Problem(reason: "it does not give values over a time")
        }
        var all: [(labels: [String: String], values: [(at: Timestamp, value: Double)])] = []
        for series in document["data"]?["result"]?.arrayValue ?? [] {
            guard series["histograms"] == nil else { throw Problem(reason: "it gives histograms and not numbers") }
            var values: [(at: Timestamp, value: Double)] = []
            for item in series["values"]?.arrayValue ?? [] { values.append(try Self.sample(item)) }
            all.append((Self.labels(series["metric"]), values))
        }
        self = .series(all, warnings: Self.warnings(document))
    }

    /// Reads the answer to a range query that has to have a value at every instant.
    init(
        range document: JSONValue, from start: Timestamp, to end: Timestamp, step: Duration
    ) throws(Problem) {
        guard document["data"]?["resultType"]?.stringValue == "matrix" else {
            throw Problem(reason: "it does not give values over a time")
        }
        var samples: [PrometheusSample] = []
        var instants: Set<Int64> = []
        for series in document["data"]?["result"]?.arrayValue ?? [] {
            guard series["histograms"] == nil else { throw Problem(reason: "it gives histograms and not numbers") }
            let labels = Self.labels(series["metric"])
            for item in series["values"]?.arrayValue ?? [] {
                let (time, value) = try Self.sample(item)
                samples.append(PrometheusSample(labels: labels, value: value))
                instants.insert(time.microseconds / 1000)
            }
        }
        var instant = start
        while instant <= end {
            guard instants.contains(instant.microseconds / 1000) else {
                self = .gap(instant)
                return
            }
            instant = instant + step
        }
        self = .values(samples, at: end, warnings: Self.warnings(document))
    }

    // MARK: -

    private static func single(_ item: JSONValue?) throws(Problem) -> (Timestamp, [PrometheusSample]) {
        let (time, value) = try sample(item)
        return (time, [PrometheusSample(labels: [:], value: value)])
    }

    /// `[1795230000.781, "0.05"]`: seconds, and a number as text, which may be `NaN`, `+Inf` or `-Inf`.
    private static func sample(_ item: JSONValue?) throws(Problem) -> (at: Timestamp, value: Double) {
        guard let pair = item?.arrayValue, pair.count == 2, let seconds = pair[0].doubleValue, abs(seconds) < 1e12,
            let text = pair[1].stringValue, let value = number(text)
        else { throw Problem(reason: "one of its values is no number") }
        return (Timestamp(microseconds: Int64((seconds * 1000).rounded()) * 1000), value)
    }

    private static func number(_ text: String) -> Double? {
        switch text {
        case "NaN": return .nan
        case "+Inf", "Inf": return .infinity
        case "-Inf": return -.infinity
        default:
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
            return Double(text)
        }
    }

    private static func labels(_ metric: JSONValue?) -> [String: String] {
        var labels: [String: String] = [:]
        for (name, value) in metric?.objectValue ?? JSONObject() { labels[name] = value.stringValue }
        return labels
    }

    /// What may be missing in the answer. `infos` are no warnings: they are about the expression's style.
    private static func warnings(_ document: JSONValue) -> [String] {
        (document["warnings"]?.arrayValue ?? []).prefix(20).map { $0.shown }
    }
}
