import JSON
import Processes
import TestSupport
import Testing

/// The thresholds of FlakeGuard and FlowAi with the windows that their documents have: crossed for longer they count, and crossed
/// for a part of it they do not.
@Suite("Windows of the thresholds")
struct ThresholdWindowTests {
    /// A system, the playbook that asks its thresholds, and their windows in seconds; none for those that count at once.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String { playbook }
        let playbook: String
        let system: StandInSystem
        let jobs: [(name: String, prefix: String)]
        let thresholds: [Threshold]
        let windows: [String: Double]
    }

    static let cases = [
        Case(
            playbook: "flakeguard/alerts", system: FlakeGuardRehearsalTests.system, jobs: FlakeGuardThresholdTests.jobs,
            thresholds: FlakeGuardThresholdTests.thresholds,
            windows: ["api-down": 60, "redis-down": 30, "slow": 300, "errors": 600, "cpu-busy": 900]),
        Case(
            playbook: "flowai/thresholds", system: FlowAiRehearsalTests.system, jobs: FlowAiThresholdTests.jobs,
            thresholds: FlowAiThresholdTests.thresholds, windows: ["errors": 300, "latency": 600]),
    ]

    /// The forecast of each threshold's step, where each was crossed for a part of its window; those without one for five minutes.
    private func forecasts(_ example: Case, part: Double) throws -> [String: String] {
        let history = StandInHistory(
            system: example.system, jobs: example.jobs,
            ill: example.thresholds.map { ($0, (example.windows[$0.step] ?? 300) * part) })
        let prometheus = try PrometheusServer(history: history.openMetrics())
        return try withTemporaryDirectory { directory in
            let name = example.system.name
            let program = try PlaybookProgram(
                in: directory, configuration: "systems: {\(name): {services: {prometheus: {url: \"\(prometheus.url)\"}}}}\n")
            let environment = ["FIREBREAK_PLAYBOOKS": CoverageTests.package + "/playbooks", "no_proxy": "127.0.0.1"]
            let result = try program.run("plan", example.playbook, "--json", environment: environment)
            let steps = try JSONValue(parsing: result.standardOutput)["steps"]?.arrayValue ?? []
            return Dictionary(steps.map { ($0["step"]?.stringValue ?? "", $0["forecast"]?.stringValue ?? "") }) { first, _ in first }
        }
    }

    @Test("crossed for one and a half windows, each counts", arguments: cases)
    func longEnough(example: Case) throws {
        let forecasts = try forecasts(example, part: 1.5)
        for threshold in example.thresholds { #expect(forecasts[threshold.step] == "notGood", "\(threshold.step)") }
    }

    @Test("crossed for a fifth of its window, none counts but those that count at once", arguments: cases)
    func tooShort(example: Case) throws {
        // Where the machine is so slow that a fifth has become a whole in the meantime, once more.
        for attempt in 1...3 {
            let begun = ContinuousClock.now
            let forecasts = try forecasts(example, part: 0.2)
            if ContinuousClock.now - begun > .seconds(15), attempt < 3 { continue }
            for threshold in example.thresholds {
                #expect(forecasts[threshold.step] == (example.windows[threshold.step] == nil ? "notGood" : "ready"), "\(threshold.step)")
            }
            return
        }
    }

    @Test("where nothing is known, nothing is good", arguments: cases)
    func unknown(example: Case) throws {
        let nothing = Case(
            playbook: example.playbook, system: StandInSystem(name: example.system.name, configuration: ""), jobs: [], thresholds: [],
            windows: [:])
        let forecasts = try forecasts(nothing, part: 0)
        for threshold in example.thresholds { #expect(forecasts[threshold.step] == "notGood", "\(threshold.step)") }
    }
}
