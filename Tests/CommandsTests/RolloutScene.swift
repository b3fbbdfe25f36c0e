import Basics
import Files
import Glibc
import JSON
import Processes
import TestSupport
import Testing

/// The real program with a flagd file and a number behind a command, and gates that ask a real Prometheus server, which
/// scrapes a small service.
struct RolloutScene {
    let firebreak: FirebreakProgram
    let service: ScrapedService
    let prometheus: PrometheusServer

    static let good = "error_ratio 0.01\np95_seconds 3"
    static let flags = #"{"flags": {"F": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off"}}}"#

    var directory: String { firebreak.directory }

    /// - Parameter metrics: what the service shows at first.
    static func open(_ metrics: String = good, _ body: (RolloutScene) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let service = try ScrapedService(metrics + "\n")
            let scene = RolloutScene(
                firebreak: try FirebreakProgram(in: directory), service: service,
                prometheus: try PrometheusServer(scraping: [service.target]))
            try scene.write(Self.flags, "flags.json")
            try scene.write("0", "P")
            try scene.write(Self.program, "flag", mode: 0o755)
            try scene.write(Self.configuration(scene.prometheus.url), "firebreak.yaml")
            try scene.prometheus.wait(until: "count(up == 1)", is: "1")
            try body(scene)
        }
    }

    /// The FlowAi runbook's thresholds, with seconds for minutes.
    private static func configuration(_ url: String) -> String {
        """
        flags:
          release: {flagd: {path: flags.json}}
          live: {command: {read: [./flag, get], write: [./flag, set]}, reload: [{run: [./flag, hook]}]}
        gates:
          error-rate: {prometheus: {url: "\(url)", query: max(error_ratio), timeout: 2s}, when: "> 0.05", for: 2s, action: rollback}
          latency: {prometheus: {url: "\(url)", query: max(p95_seconds), timeout: 2s}, when: "> 20", for: 1s, action: pause}
          flowai: {all: [error-rate, latency]}

        """
    }

    /// A program that holds one flag in a file. Where there is a file `die-WORD`, it kills whoever called it, with SIGKILL:
    /// before it writes, after it has written, or in the reload hook. Where there is a file `slow`, writing takes 4 s.
    private static let program = """
        #!/bin/sh
        die() { if [ -e "die-$1" ]; then rm "die-$1"; kill -9 "$PPID"; fi; }
        case $1 in
        get) [ "$2" = P ] || exit 1; cat P ;;
        set) die before; [ ! -e slow ] || sleep 4; cat > P.new; mv P.new P; die after ;;
        hook) die hook ;;
        esac

        """

    func write(_ text: String, _ name: String, mode: FileMode = 0o644) throws {
        try AtomicFile.replace(directory + "/" + name, with: Array(text.utf8), newFileMode: mode)
    }

    func text(_ name: String) throws -> String { try FileReader.readText(directory + "/" + name) }

    /// Runs the program; what it prints is JSON.
    func run(_ arguments: [String], expecting exit: Int32) throws -> JSONValue {
        let result = try firebreak.run(arguments + ["--json"])
        try #require(result.exitCode == exit, "\(arguments) ended with \(result.exitCode): \(result.errorText)\(result.outputText)")
        return try JSONValue(parsing: result.standardOutput)
    }

    func rollout(_ arguments: String..., exit: Int32 = 0) throws -> JSONValue {
        try run(["flags", "rollout"] + arguments, expecting: exit)
    }

    /// Shows metrics, and waits until Prometheus has them.
    func show(_ metrics: String, until query: String, is value: String) throws {
        service.show(metrics)
        try prometheus.wait(until: query, is: value)
    }

    func tick() throws -> ProgramResult { try firebreak.run("tick", "--json") }

    /// Ticks until the rollout of a flag is in a state.
    func tick(until state: String, of flag: String = "F") throws {
        try waitUntil("the rollout is \(state)", within: .seconds(40)) {
            _ = try tick()
            return try rollout("status", flag)["state"]?.stringValue == state
        }
    }
}
