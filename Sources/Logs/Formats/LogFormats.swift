/// The formats there are, in the order in which they are tried: the particular before the general.
public struct LogFormats: Sendable {
    /// All of them.
    public let all: [any LogFormat]

    /// The built-in formats, after those of the configuration.
    public init(_ own: [any LogFormat] = []) {
        all = own + Self.builtIn
    }

    private static let builtIn: [any LogFormat] = [
        JSONLinesFormat.journald, DockerFormat(), JSONLinesFormat.postgres, JSONLinesFormat.gitHubAudit,
        PrometheusFormat(), RedisAnswerFormat(), JSONLinesFormat.general, JSONLinesFormat.objects,
        ComposeFormat(), AccessLogFormat(), NginxErrorFormat(),
        RedisLogFormat(), PostgresTextFormat(), CSVFormat.postgres, SyslogFormat(), LogfmtFormat(), CSVFormat(),
        TimedTextFormat(),
    ]

    /// The format of a name.
    public func named(_ name: String) -> (any LogFormat)? { all.first { $0.name == name } }

    /// How many rows of the beginning are looked at.
    private static let rows = 40

    /// The format that the beginning of a source is in: the one that reads most of its first rows, and of those that
    /// read as many the first. Nil where none reads half of them.
    ///
    /// - Parameter isWhole: whether the source ends there.
    func detect(_ sample: Bytes, isWhole: Bool, _ clock: SourceClock) -> (any LogFormat)? {
        var best: (format: any LogFormat, read: Int)?
        let first = sample.first { $0 > 0x20 }
        for format in all {
            // Objects can be found inside any text.
            if format.framing == .objects, first != UInt8(ascii: "["), first != UInt8(ascii: "{") { continue }
            if format.framing == .document, !isWhole {
                if format.seemsToBegin(sample) { return format }
                continue
            }
            let prepared = format.prepared(for: sample)
            let (read, seen) = trial(prepared, sample, isWhole, clock)
            guard read > 0, read * 2 >= seen, read > best?.read ?? 0 else { continue }
            best = (prepared, read)
        }
        return best?.format
    }

    private func trial(
        _ format: any LogFormat, _ sample: Bytes, _ isWhole: Bool, _ clock: SourceClock
    ) -> (read: Int, seen: Int) {
        var rows = RowCutter(sample, format, isEnd: isWhole)
        var reader = format.makeReader(clock)
        var record = RecordBuffer()
        var (read, seen) = (0, 0)
        while seen < Self.rows, let row = rows.next() {
            if row.bytes.trimmed.isEmpty { continue }
            record.begin(row.bytes, line: 1)
            let reading = reader.read(row.bytes, &record)
            if reading == .nothing { continue }
            seen += 1
            // A time without a zone is a time.
            if reading == .record, record.missing != .time { read += 1 }
        }
        return (read, seen)
    }
}
