public import Basics
internal import Files
internal import HTTP
public import Logs

/// Where logs come from and how they are to be read, as a person says it.
public struct LogRequest: Sendable {
    /// Paths, `-` for standard input, and URLs of Prometheus.
    public var paths: [String] = []
    /// The format of each source, by path, and of all others.
    public var formats = PerSource<String>()
    /// The zone of each source's times.
    public var zones = PerSource<String>()
    /// How much each source's clock was behind, in microseconds.
    public var offsets = PerSource<Int64>()
    /// The year of rows that have none: a number, or `file` for the file's last change.
    public var years = PerSource<String>()
    /// Which records are wanted.
    public var filter = RecordFilter()

    public init() {}
}

/// Something that holds for one source or for all of them.
public struct PerSource<Value: Sendable>: Sendable {
    /// What holds for the sources that are not named.
    public var all: Value?
    /// What holds for single sources, by their paths.
    public var named: [String: Value] = [:]

    public init() {}

    /// What holds for a source.
    func value(_ path: String) -> Value? { named[path] ?? all }
}

/// Why sources cannot be read as was asked.
public enum LogRequestFailure: Failure {
    case noSources
    case unknownFormat(String, known: [String])
    case unknownZone(String)
    case badYear(String)
    case notASource(String, option: String)
    case standardInputTwice
    case badAnswer(url: String, status: Int)
    case credentialInURL

    public var message: String {
        switch self {
        case .noSources: "which logs?"
        case .unknownFormat(let name, _): "no format is called '\(name)'"
        case .unknownZone(let name): "'\(name)' is no time zone"
        case .badYear(let text): "'\(text)' is no year"
        case .notASource(let name, let option): "\(option) names '\(name)', which is none of the logs"
        case .standardInputTwice: "standard input can be read only once"
        case .badAnswer(let url, let status): "\(url) answers with \(status)"
        case .credentialInURL: "a URL on the command line has a password in it, which everybody on this machine can read"
        }
    }

    public var hint: String? {
        switch self {
        case .noSources: "name files, or - for standard input"
        case .unknownFormat(_, let known): "known: \(known.joined(separator: ", "))"
        case .unknownZone: "write UTC, +02:00 or a name such as Europe/Berlin"
        case .badYear: "write it as 2026, or 'file' for the year in which the file was last written"
        case .notASource: "write FILE=VALUE with the file as it stands among the logs, or VALUE alone for all"
        case .standardInputTwice, .badAnswer: nil
        case .credentialInURL: "fetch the answer to a file, with curl --netrc, and name that"
        }
    }

    public var status: ExitStatus {
        if case .badAnswer = self { .unavailable } else { .usage }
    }
}

extension Workspace {
    /// What reads the logs of a request.
    public func logReading(_ request: LogRequest) throws -> LogReading {
        guard !request.paths.isEmpty else { throw LogRequestFailure.noSources }
        guard request.paths.count(where: { $0 == "-" }) < 2 else { throw LogRequestFailure.standardInputTwice }
        let named: [(String, [String])] = [
            ("--format", Array(request.formats.named.keys)), ("--zone", Array(request.zones.named.keys)),
            ("--offset", Array(request.offsets.named.keys)), ("--year", Array(request.years.named.keys)),
        ]
        for (option, paths) in named {
            for path in paths where !request.paths.contains(path) {
                throw LogRequestFailure.notASource(path, option: option)
            }
        }
        var reading = LogReading(try request.paths.map { try source($0, request) }, formats: configuration.logs.formats)
        reading.filter = request.filter
        return reading
    }

    private func source(_ path: String, _ request: LogRequest) throws -> LogSource {
        var source = LogSource(path: path)
        if path.hasPrefix("http://") || path.hasPrefix("https://") {
            let authority = path.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
            guard !authority.contains("@") else { throw LogRequestFailure.credentialInURL }
            source = LogSource(.bytes(try fetch(path)), name: Redaction()(path))
        }
        let formats = configuration.logs.formats
        if let name = request.formats.value(path) {
            guard let format = formats.named(name) else {
                throw LogRequestFailure.unknownFormat(name, known: formats.all.map(\.name))
            }
            source.format = format
        }
        if let name = request.zones.value(path) {
            guard let zone = TimeZoneRules(name == "local" ? environment["TZ"] ?? "localtime" : name) else {
                throw LogRequestFailure.unknownZone(name)
            }
            source.clock.zone = zone
        }
        source.clock.offset = request.offsets.value(path) ?? 0
        if let text = request.years.value(path) {
            if text == "file" {
                source.takesYearFromFile = true
            } else {
                guard let year = Int(text), (1970...9999).contains(year) else { throw LogRequestFailure.badYear(text) }
                source.clock.year = .given(year)
            }
        }
        return source
    }

    private func fetch(_ url: String) throws -> [UInt8] {
        let request = HTTPRequest(url: url, timeout: .seconds(60), maximumResponseBytes: 64 << 20)
        let response = try HTTPClient().send(request)
        guard response.status == 200 else {
            throw LogRequestFailure.badAnswer(url: Redaction()(url), status: Int(response.status))
        }
        return response.body
    }
}
