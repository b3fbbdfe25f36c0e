import Configuration
import Files
import JSON
import Processes
import TestSupport
import Testing

/// A threshold of a document: the series that cross it, and what is done then.
struct Threshold: Sendable, CustomTestStringConvertible {
    /// What the document says, in short.
    let testDescription: String
    /// The step of the system's `alerts` that asks for it.
    let step: String
    /// The expression of `system.yaml` that it rests on, by its name, and how Prometheus shows that it was crossed for the whole
    /// of a second.
    let query: String
    let isCrossed: String
    /// Lines as those of `StandInSystem.metrics`, other than well; `down` where it cannot be scraped at all.
    let ill: String
    /// The steps that act on it. The others of the playbook that act do not.
    let actions: Set<String>
    /// Other steps that fail with it: what nobody can know any more is as bad.
    var unknown: Set<String> = []
}

/// A system whose thresholds are crossed one by one: with the expressions of its `system.yaml` as they come, on series of a real
/// Prometheus that are named as their exporters name them.
struct ThresholdStage: Sendable {
    let system: StandInSystem
    let program: PlaybookProgram
    let prometheus: PrometheusServer
    let environment: [String: String]
    /// The job's folders, and what the names of its series begin with.
    private let jobs: [(prefix: String, folder: StandInFolder)]

    /// - Parameter jobs: what is scraped, and what the names of its series begin with. The first one answers for all services,
    ///   and keeps what is sent to them.
    static func open(_ system: StandInSystem, jobs: [(name: String, prefix: String)], _ body: (ThresholdStage) throws -> Void) throws {
        try withTemporaryDirectory { root in
            var found: [(prefix: String, folder: StandInFolder)] = []
            var services: [StandInServices] = []
            var targets: [String: [String]] = [:]
            var rest = system.metrics
            for job in jobs {
                var part = system
                part.metrics = rest.filter { $0.hasPrefix(job.prefix) }
                rest.removeAll { $0.hasPrefix(job.prefix) }
                let path = "\(root)/\(job.name)"
                try PrivateDirectory.ensure(path)
                try PrivateDirectory.ensure(path + "/world")
                let service = try StandInServices(in: path)
                found.append((job.prefix, try StandInFolder(path + "/world", part, ill: [:], configuration: "")))
                try service.serve(path + "/world")
                services.append(service)
                targets[job.name] = [service.targets[0]]
            }
            let prometheus = try PrometheusServer(jobs: targets)
            try withTemporaryDirectory { path in
                let configuration = system.configuration.replacing("URL/", with: services[0].url + "/")
                    .replacing("PROMETHEUS", with: prometheus.url)
                _ = try StandInFolder(path, system, ill: [:], configuration: configuration)
                let environment = [
                    "PATH": "\(path)/bin:/usr/bin:/bin", "STAND_IN": path, "FIREBREAK_PLAYBOOKS": CoverageTests.package + "/playbooks",
                    "no_proxy": "127.0.0.1", "REDIS_URL": "redis://127.0.0.1:9", "DATABASE_URL": "postgres://127.0.0.1:9/x",
                ]
                try prometheus.wait(until: "min(count_over_time(up[1m])) >= bool 6", is: "1")
                try body(
                    ThresholdStage(
                        system: system, program: try PlaybookProgram(existing: path), prometheus: prometheus, environment: environment,
                        jobs: found))
            }
            withExtendedLifetime(services) {}
        }
    }

    /// Makes it ill, and waits until Prometheus shows that it was so for a second.
    func cross(_ threshold: Threshold) throws {
        let job = jobs.first { threshold.ill == "down" || threshold.ill.hasPrefix($0.prefix) } ?? jobs[0]
        let name = threshold.ill == "down" ? "down" : "metrics"
        try AtomicFile.replace("\(job.folder.path)/ill/\(name)", with: Array(threshold.ill.utf8))
        let query = try query(threshold.query)
        let expression = threshold.isCrossed.replacing("QUERY", with: "(\(query))[1s:200ms]")
        try prometheus.wait(until: expression, is: "1")
    }

    /// An expression of the system's own `system.yaml`, as it comes.
    func query(_ name: String) throws -> String {
        let file = try ConfigurationFile(path: "\(CoverageTests.package)/playbooks/\(system.name)/system.yaml")
        return try #require(file.root.value(at: ["queries", Substring(name)])).string()
    }

    /// Runs the system's `alerts`; the states of its steps.
    func alerts(_ arguments: String...) throws -> [String: String] {
        let report = try program.report(["run", "\(system.name)/alerts", "--yes"] + arguments, environment: environment)
        return Dictionary(uniqueKeysWithValues: RehearsedRun.states(report).map { ($0.path, $0.state) })
    }

    /// Opens incidents of somebody else's.
    func openOthers(_ count: Int) throws {
        for number in 0..<count {
            let opened = try program.firebreak.run(
                ["incident", "open", "--title", "Another \(number)", "--severity", "sev4"], environment: environment)
            try #require(opened.exitCode == 0, "\(opened.errorText)")
        }
    }

    /// The open incidents, as `sev3 Warning: …`, without those of somebody else's.
    func incidents() throws -> [String] {
        let listed = try program.firebreak.run(["incident", "list", "--json"], environment: environment)
        return (try JSONValue(parsing: listed.standardOutput).arrayValue ?? []).map {
            "\($0["severity"]?.stringValue ?? "") \($0["title"]?.stringValue ?? "")"
        }.filter { !$0.contains("Another") }.sorted()
    }

    /// What was sent to the services, a line each.
    func received() throws -> [String] {
        let path = jobs[0].folder
        return path.has("received.log") ? try path.text("received.log").split(separator: "\n").map(String.init) : []
    }
}
