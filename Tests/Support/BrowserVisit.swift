internal import Basics
internal import Files
internal import JSON
internal import Processes

/// What a page came to in headless Chromium, without a network.
public struct BrowserVisit: Sendable {
    /// The page as the browser understood it.
    public let dom: String
    /// What the page wrote to its console, violations of its policy included.
    public let console: [String]
    /// What the page asked for over the network. What the browser itself asks for has no origin.
    public let requests: [String]

    /// Opens a page and waits until it has come to rest.
    public init(_ html: [UInt8]) throws {
        self = try withTemporaryDirectory { directory in
            let page = directory + "/page.html"
            let log = directory + "/net.json"
            try AtomicFile.create(page, html, mode: 0o600)
            let result = try ProgramRun.run(
                [
                    "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                    "--disable-extensions", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--user-data-dir=\(directory)/profile", "--host-resolver-rules=MAP * ~NOTFOUND",
                    "--log-net-log=\(log)", "--net-log-capture-mode=Everything", "--enable-logging=stderr",
                    "--virtual-time-budget=2000", "--dump-dom", "file://\(page)",
                ], timeout: .seconds(180), outputLimit: 32 << 20)
            guard result.succeeded else { throw TestFailure("chromium: \(result.errorText)") }
            return BrowserVisit(
                dom: result.outputText,
                console: result.errorText.split(separator: "\n").filter { $0.contains(":CONSOLE") }.map(String.init),
                requests: try Self.requests(FileReader.read(log)))
        }
    }

    private init(dom: String, console: [String], requests: [String]) {
        self.dom = dom
        self.console = console
        self.requests = requests
    }

    private static func requests(_ log: [UInt8]) throws -> [String] {
        let log = try JSONValue(parsing: log, maximumBytes: 256 << 20)
        let started = log.value(at: "constants.logEventTypes.URL_REQUEST_START_JOB")
        return (log["events"]?.arrayValue ?? []).compactMap { event in
            guard event["type"] == started, event.value(at: "params.initiator") != "not an origin" else { return nil }
            return event.value(at: "params.url")?.stringValue
        }
    }
}
