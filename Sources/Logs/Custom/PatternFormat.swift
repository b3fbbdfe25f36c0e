/// Rows that a regular expression takes apart, as the configuration describes it: its named groups are the fields.
/// It is tried from the beginning of the row.
struct PatternFormat: LogFormat {
    let name: String
    let summary = "a pattern of the configuration"
    let expression: String
    let dialect: FieldDialect
    let time: TimePattern?

    /// Longer rows are not searched: an expression can take very long over them.
    private static let longest = 32 << 10

    func makeReader(_ clock: SourceClock) -> any LogReader {
        Reader(try? Regex(expression), RoleFiller(dialect, clock, pattern: time))
    }

    private struct Reader: LogReader {
        private let regex: Regex<AnyRegexOutput>?
        private var filler: RoleFiller

        init(_ regex: Regex<AnyRegexOutput>?, _ filler: RoleFiller) {
            self.regex = regex
            self.filler = filler
        }

        mutating func read(_ row: Bytes, _ record: inout RecordBuffer) -> RowReading {
            guard let regex, row.count <= PatternFormat.longest else { return .foreign }
            let text = row.text
            guard let match = try? regex.prefixMatch(in: text) else { return .foreign }
            filler.begin()
            for group in match.output {
                guard let name = group.name, let value = group.substring, !value.isEmpty else { continue }
                filler.add(record.keep(name.utf8), record.keep(value.utf8), to: &record)
            }
            return filler.isFulfilled(record) ? .record : .foreign
        }
    }
}
