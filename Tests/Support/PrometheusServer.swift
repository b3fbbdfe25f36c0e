internal import Basics
internal import Glibc
internal import HTTP
internal import JSON
internal import Processes
internal import Synchronization

/// A real Prometheus server (Debian's package `prometheus`) of the test's own, on a free port of 127.0.0.1 with its data
/// in a temporary folder. It scrapes what it is told to every 200 ms. It ends with this object or with the test process.
public final class PrometheusServer: Sendable {
    /// Its port.
    public let port: Int
    private let server: ManagedServer

    /// Where it is.
    public var url: String { "http://127.0.0.1:\(port)" }
    /// Its process number.
    public var processIdentifier: Int32 { server.processIdentifier }

    /// Starts a server and waits until it is ready.
    ///
    /// - Parameters:
    ///   - targets: what it scrapes, as `127.0.0.1:8080`, at `/metrics`, as the job `app`.
    ///   - scrapeInterval: how often, as Prometheus writes durations.
    public convenience init(scraping targets: [String] = [], every scrapeInterval: String = "200ms") throws {
        try self.init(jobs: ["app": targets], every: scrapeInterval)
    }

    /// Starts a server and waits until it is ready.
    ///
    /// - Parameters:
    ///   - jobs: what it scrapes, as `127.0.0.1:8080`, at `/metrics`, by the names of the jobs.
    ///   - scrapeInterval: how often, as Prometheus writes durations.
    public convenience init(jobs: [String: [String]], every scrapeInterval: String = "200ms") throws {
        for attempt in 1...5 {
            // Another process may take the port in between.
            do {
                try self.init(freePort(), jobs, scrapeInterval, history: nil)
                return
            } catch  where attempt < 5 {
                continue
            }
        }
        throw TestFailure("prometheus does not start")
    }

    /// Starts a server that scrapes nothing and knows what has been.
    ///
    /// - Parameter history: samples as OpenMetrics writes them, with their times, which `promtool` makes blocks of.
    public convenience init(history: String) throws { try self.init(freePort(), [:], "1m", history: history) }

    private init(_ port: Int, _ jobs: [String: [String]], _ scrapeInterval: String, history: String?) throws {
        // A proxy in the environment is none of these tests' business.
        setenv("no_proxy", "127.0.0.0/8,localhost", 1)
        self.port = port
        var template = Array("/tmp/firebreak-prometheus-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("no temporary folder for prometheus") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let scraped = jobs.sorted { $0.key < $1.key }.map { name, targets in
            "  - {job_name: '\(name)', static_configs: [{targets: [\(targets.map { "'\($0)'" }.joined(separator: ", "))]}]}\n"
        }
        let configuration =
            "global: {scrape_interval: \(scrapeInterval), scrape_timeout: \(scrapeInterval)}\nscrape_configs:\n" + scraped.joined()
        guard let file = fopen(directory + "/prometheus.yml", "w") else {
            throw TestFailure("cannot write \(directory)/prometheus.yml")
        }
        fputs(configuration, file)
        fclose(file)
        if let history, let file = fopen(directory + "/history", "w") {
            fputs(history, file)
            fclose(file)
            let made = try ProgramRun.run(
                ["promtool", "tsdb", "create-blocks-from", "openmetrics", "-q", directory + "/history", directory + "/data"])
            guard made.succeeded else { throw TestFailure("promtool: \(made.errorText)") }
        }
        server = try ManagedServer(
            arguments: [
                "prometheus", "--config.file=\(directory)/prometheus.yml", "--storage.tsdb.path=\(directory)/data",
                "--web.listen-address=127.0.0.1:\(port)", "--web.enable-lifecycle", "--log.level=warn",
            ], removing: directory, log: directory + "/log")
        let deadline = ContinuousClock.now + .seconds(30)
        let ready = HTTPRequest(url: "http://127.0.0.1:\(port)/-/ready", timeout: .seconds(1))
        while (try? HTTPClient().send(ready))?.status != 200 {
            guard ContinuousClock.now < deadline, isAlive(processIdentifier: server.processIdentifier) else {
                server.stop()
                throw TestFailure("prometheus does not start on port \(port)")
            }
            usleep(20_000)
        }
    }

    deinit { stop() }

    /// Ends it and removes its folder. May be called again.
    public func stop() { server.stop() }

    /// Stops it where it stands, so that it answers nobody, until `thaw`.
    public func freeze() { kill(processIdentifier, SIGSTOP) }

    /// Lets it go on after `freeze`.
    public func thaw() { kill(processIdentifier, SIGCONT) }

    /// The values of an expression now, as texts; nil where it does not answer.
    public func values(_ query: String) -> [String]? {
        let request = HTTPRequest(
            url: url + "/api/v1/query?query=" + PercentEncoding.encode(query), timeout: .seconds(5))
        guard let response = try? HTTPClient().send(request), let answer = try? JSONValue(parsing: response.body) else {
            return nil
        }
        return answer["data"]?["result"]?.arrayValue?.compactMap { $0["value"]?[1]?.stringValue }
    }

    /// Waits until an expression has exactly one value, and that is this.
    public func wait(until query: String, is value: String) throws {
        try waitUntil("\(query) is \(value) in Prometheus") { values(query) == [value] }
    }
}

/// A small service that shows metrics to whoever scrapes it, as the test sets them.
public final class ScrapedService: Sendable {
    private let receiver: LoopbackReceiver
    private let page: Page

    /// What it shows; nil for an error (503).
    private final class Page: Sendable {
        let text = Mutex<String?>("")
    }

    /// Starts it on a free port of 127.0.0.1.
    public init(_ metrics: String = "") throws {
        let page = Page()
        page.text.withLock { $0 = metrics }
        self.page = page
        receiver = try LoopbackReceiver { _ in
            guard let text = page.text.withLock({ $0 }) else { return .init(status: 503, body: "out of order\n") }
            return .init(status: 200, body: text)
        }
    }

    deinit { receiver.stop() }

    /// Where it is, as Prometheus wants it: `127.0.0.1:port`.
    public var target: String { "127.0.0.1:\(receiver.port)" }
    /// Where it is, for a probe.
    public var url: String { "http://\(target)/health" }

    /// Shows something else from now on: lines as `errors_ratio 0.01`, or nil to be out of order.
    public func show(_ metrics: String?) { page.text.withLock { $0 = metrics.map { $0 + "\n" } } }
}
