import Basics
import Configuration
import Flags
import TestSupport
import Testing

@Suite struct GateTests {
    private static func gates(_ text: String) throws -> [GateConfiguration] {
        let root = try ConfigurationFile(text: text, directory: "/etc/firebreak").root
        let gates = try root.mapping().entries.map { try GateConfiguration(name: $0.key, node: $0.node) }
        try GateConfiguration.check(gates, root)
        return gates
    }

    @Test func gatesAreDecoded() throws {
        let gates = try Self.gates(
            """
            error-rate:
              prometheus: {url: "http://prometheus:9090", query: "sum(rate(errors[1m]))", bearer: "${env:TOKEN}"}
              when: "> 0.05"
              for: 5m
              action: rollback
            latency: {prometheus: {url: "${env:URL}", query: p95}, when: "> 20", for: 10m, action: pause, patience: 2m}
            health: {http: {url: "http://api:3000/health", status: 200, json: {status: ok}}, action: rollbackInSteps}
            flowai: {all: [error-rate, latency]}
            """)
        #expect(gates.map(\.name) == ["error-rate", "latency", "health", "flowai"])
        guard case .gate(let errors) = gates[0].kind, case .gate(let latency) = gates[1].kind,
            case .gate(let health) = gates[2].kind, case .group(let names) = gates[3].kind
        else {
            Issue.record("\(gates)")
            return
        }
        #expect(errors.action == .rollback && errors.duration == .seconds(300) && errors.patience == .zero)
        #expect(latency.action == .pause && latency.patience == .seconds(120))
        #expect(health.action == .rollbackInSteps && health.duration == .zero)
        #expect(names == ["error-rate", "latency"])
        // What it refers to is not set: that is not known, and no secret is in what is said.
        let reading = errors.read([:], at: Timestamp(seconds: 0))
        #expect(reading.result == .unknown && reading.text.contains("'TOKEN' is not set"))
    }

    static let server = Result { try PrometheusServer() }

    /// A gate is bad when its comparison holds, good when it does not, and nothing else is good.
    @Test(arguments: [
        ("vector(0.06)", "> 0.05", GateReading.Result.bad), ("vector(0.05)", "> 0.05", .good),
        ("vector(1)/vector(0)", "> 0.05", .bad), ("vector(0)/vector(0)", "> 0.05", .unknown),
        ("vector(0)/vector(0)", "< 0.05", .unknown), ("nothing", "> 0.05", .unknown), ("nothing", "< 1", .unknown),
        ("sum(", "> 0.05", .unknown), ("vector(0)", "< 1", .bad), ("vector(1)", "== 1", .bad), ("vector(2)", "== 1", .good),
    ])
    func whatAGateShows(query: String, when: String, result: GateReading.Result) throws {
        let url = try Self.server.get().url
        let gates = try Self.gates(
            "g: {prometheus: {url: \"\(url)\", query: '\(query)', timeout: 20s}, when: \"\(when)\", action: pause}")
        guard case .gate(let gate) = gates[0].kind else { return }
        let reading = gate.read([:], at: TimeSource.system.now)
        #expect(reading.result == result, "\(reading.text)")
    }

    @Test(arguments: [
        ("g: {action: rollback}", "should ask one thing"),
        ("g: {http: {url: \"http://h\"}, prometheus: {url: \"http://h\", query: up}, when: \"< 1\", action: pause}", "one thing"),
        ("g: {prometheus: {url: \"http://h\", query: up}, action: pause}", "does not say when"),
        ("g: {http: {url: \"http://h\"}, when: \"> 1\", action: pause}", "belongs to Prometheus"),
        ("g: {http: {url: \"http://h\"}}", "needs the key 'action'"),
        ("g: {http: {url: \"http://h\"}, action: rolback}", "did you mean 'rollback'"),
        ("g: {http: {url: \"http://h\"}, action: pause, fro: 5m}", "unknown key 'fro'"),
        ("g: {http: {url: \"http://h\"}, action: pause, for: five}", "not a duration"),
        ("g: {prometheus: {url: \"http://h\", query: up, expect: \"< 1\"}, when: \"< 1\", action: pause}", "unknown key 'expect'"),
        ("g: {prometheus: {url: \"http://h\", query: up}, when: much, action: pause}", "no comparison"),
        ("g: {all: []}", "names no gate"), ("g: {all: [h]}", "which is not there"),
        ("g: {all: [g]}", "others in it"), ("g: {all: [h], action: pause}", "unknown key 'action'"),
        ("\"g h\": {http: {url: \"http://h\"}, action: pause}", "name has letters"),
    ])
    func mistakesAreNamedWithTheirPlace(text: String, words: String) {
        let error = #expect(throws: ConfigurationError.self) { try Self.gates(text) }
        let said = (error?.message ?? "") + " " + (error?.hint ?? "")
        #expect(said.contains(words) && said.contains("firebreak.yaml:1:"), "\(said)")
    }
}
