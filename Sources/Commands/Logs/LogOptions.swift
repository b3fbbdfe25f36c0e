public import ArgumentParser
import Basics
public import Logs
import Response

/// Which logs are read, and which of their records are wanted.
struct LogOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Logs, plain or compressed; - is standard input; http(s):// asks Prometheus.", valueName: "file"))
    var files: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "The format, where its content does not tell; FILE=FORMAT for one of them. 'firebreak logs formats' lists them.",
            valueName: "format"))
    var format: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "The zone of times that do not say it: UTC, +02:00, Europe/Berlin, local; FILE=ZONE for one of them, stdin=ZONE for standard input.",
            valueName: "zone"))
    var zone: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "How much a clock was behind (+2s) or ahead (-1m); FILE=+2s for one of them.", valueName: "duration"))
    var offset: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "The year of times that have none (syslog): 2026, or 'file' to take it from when the file was last written; FILE=YEAR for one of them.",
            valueName: "year"))
    var year: [String] = []

    @OptionGroup var records: RecordOptions

    @Option(
        help: ArgumentHelp(
            "Only rows in which this text stands, byte for byte. May be given several times.", valueName: "text"))
    var match: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only what is at least so grave: \(LogSeverity.allCases.map(\.description).joined(separator: ", ")).",
            valueName: "severity"))
    var severity: LogSeverity?

    /// The request.
    func request(_ time: TimeSource) throws -> LogRequest {
        var request = LogRequest()
        request.paths = files
        for text in format { request.formats.set(text, files) { $0 } }
        for text in zone { request.zones.set(text, files) { $0 } }
        for text in year { request.years.set(text, files) { $0 } }
        for text in offset {
            let (_, value) = split(text, files)
            guard Self.offset(value) != nil else {
                throw CommandFailure(
                    .usage, "'\(value.printable)' is no clock offset", hint: "write it as +2s, -150ms or +1h30m")
            }
            request.offsets.set(text, files) { Self.offset($0) ?? 0 }
        }
        let now = time.now
        request.filter.since = records.since?.instant(now)
        request.filter.until = records.until?.instant(now)
        request.filter.severity = severity
        request.filter.texts = match.filter { !$0.isEmpty }.map { Array($0.utf8) }
        request.filter.conditions = try records.conditions()
        return request
    }

    /// `+2s`, `-150ms` in microseconds.
    private static func offset(_ text: String) -> Int64? {
        guard let sign = text.first, sign == "+" || sign == "-", let duration = Duration(compact: String(text.dropFirst()))
        else { return nil }
        return sign == "+" ? duration.inMicroseconds : -duration.inMicroseconds
    }
}

extension LogSeverity: ExpressibleByArgument {
    public init?(argument: String) { self.init(name: argument == "warn" ? "warning" : argument) }
    public static var allValueStrings: [String] { allCases.map(\.description) }
}

/// The source that a value is for, where it begins with the name of one and `=`; `stdin=` is for standard input, since
/// `-=` would be taken for an option.
private func split(_ text: String, _ files: [String]) -> (file: String?, value: String) {
    if let file = files.first(where: { text.hasPrefix($0 + "=") }) {
        return (file, String(text.dropFirst(file.count + 1)))
    }
    // A name that is none of the sources is told later, by its name.
    guard let mark = text.lastIndex(of: "=") else { return (nil, text) }
    if text[..<mark] == "stdin" { return ("-", String(text[text.index(after: mark)...])) }
    return (String(text[..<mark]), String(text[text.index(after: mark)...]))
}

extension PerSource {
    /// Takes what was given as `VALUE` or `FILE=VALUE`.
    mutating func set(_ text: String, _ files: [String], _ read: (String) -> Value) {
        let (file, value) = split(text, files)
        if let file { named[file] = read(value) } else { all = read(value) }
    }
}
