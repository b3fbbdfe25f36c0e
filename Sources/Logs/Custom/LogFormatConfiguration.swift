public import Configuration

/// A format of one's own, under `logs.formats` in the configuration:
///
/// ```yaml
/// logs:
///   formats:
///     payments: {pattern: '(?<when>\S+ \S+) user=(?<user>\S+) (?<message>.*)', time: when, timeFormat: "%d.%m.%Y %H:%M:%S"}
///     legacy:   {csv: {separator: ";", columns: [when, who, what]}, time: when, message: what}
///     service:  {json: lines, time: meta.at, message: text, severity: grade}
/// ```
public struct LogFormatConfiguration: Sendable {
    /// Its name, as `--format` takes it.
    public let name: String
    /// The format.
    public let format: any LogFormat

    /// Decodes one.
    public init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        self.name = name
        guard LogFormats().named(name) == nil else {
            throw node.failure("'\(name)' is the name of a built-in format", hint: "choose another")
        }
        var mapping = try node.mapping()
        let names = try Names(&mapping)
        let (pattern, csv, json) = (mapping.optional("pattern"), mapping.optional("csv"), mapping.optional("json"))
        try mapping.finish()
        switch (pattern, csv, json) {
        case (let pattern?, nil, nil): format = try Self.pattern(name, pattern, names)
        case (nil, let csv?, nil): format = try Self.table(name, csv, names)
        case (nil, nil, let json?):
            let framing = try json.oneOf(Objects.self) == .lines ? Framing.lines : .objects
            format = JSONLinesFormat(
                name, "JSON as the configuration describes it", names.dialect, framing: framing, time: names.pattern)
        default:
            throw node.failure(
                "'\(node.path)' should have one of pattern, csv and json", hint: "they say how rows are taken apart")
        }
    }

    private enum Objects: String, CaseIterable { case lines, objects }

    /// Which fields are the time, the message and the severity.
    private struct Names {
        let dialect: FieldDialect
        let pattern: TimePattern?

        init(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) {
            var names: [FieldDialect.Name] = []
            for (key, role) in [("time", FieldRole.time), ("message", .message), ("severity", .severity)] {
                if let node = mapping.optional(key) { names.append(.init(try node.string(), role, FieldDialect.configuredRank)) }
            }
            dialect = FieldDialect.general.adding(names)
            guard let node = mapping.optional("timeFormat") else {
                pattern = nil
                return
            }
            guard let read = TimePattern(node.scalarText ?? "") else {
                throw node.failure(
                    "'\(node.path)' is no form of a date with a time",
                    hint: "write it as \"%d.%m.%Y %H:%M:%S\"; known are %Y %m %d %e %b %H %M %S %f %z %s")
            }
            pattern = read
        }
    }

    private static func pattern(
        _ name: String, _ node: ConfigurationNode, _ names: Names
    ) throws(ConfigurationError) -> any LogFormat {
        // As it is written: `$` and braces are the expression's own.
        guard let text = node.scalarText, (try? Regex(text)) != nil else {
            throw node.failure("'\(node.path)' is no regular expression", hint: "put it into single quotes")
        }
        return PatternFormat(name: name, expression: text, dialect: names.dialect, time: names.pattern)
    }

    private static func table(
        _ name: String, _ node: ConfigurationNode, _ names: Names
    ) throws(ConfigurationError) -> any LogFormat {
        var mapping = try node.mapping()
        var separator: UInt8?
        if let node = mapping.optional("separator") {
            let text = try node.string()
            guard text.utf8.count == 1 else { throw node.failure("'\(node.path)' should be one character of ASCII") }
            separator = text.utf8.first
        }
        var columns: [[UInt8]] = []
        for column in try mapping.optional("columns")?.sequence() ?? [] { columns.append(Array(try column.string().utf8)) }
        try mapping.finish()
        return CSVFormat(
            name, "a table of the configuration", names.dialect, columns: columns, separator: separator,
            hasHeading: columns.isEmpty, time: names.pattern)
    }
}
