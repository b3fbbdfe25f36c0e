/// A metric with its samples, as Prometheus reads it (text exposition format 0.0.4,
/// https://prometheus.io/docs/instrumenting/exposition_formats/).
public struct MetricFamily: Sendable {
    /// All of firebreak's metrics are gauges: each says how things stand now.
    let name: String
    let help: String
    private(set) var samples: [(labels: KeyValuePairs<String, String>, value: Double)] = []

    /// - Parameter help: what its numbers are, in a sentence.
    public init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    /// A family with a single sample without labels.
    init(_ name: String, _ help: String, _ value: Double) {
        self.init(name, help)
        add([:], value)
    }

    /// A sample with its labels.
    public mutating func add(_ labels: KeyValuePairs<String, String>, _ value: Double) { samples.append((labels, value)) }

    /// Its lines; none where it has no sample.
    var text: String {
        guard !samples.isEmpty else { return "" }
        var lines = "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
        for (labels, value) in samples {
            let shown = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            lines += "\(name)\(shown.isEmpty ? "" : "{\(shown)}") \(Self.number(value))\n"
        }
        return lines
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? String(value)
    }
}
