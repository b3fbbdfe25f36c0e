import ArgumentParser

/// Where a timeline goes for other tools.
struct TimelineOutput: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A file; Timesketch wants its name to end in .jsonl or .csv. Default: -, standard output.", valueName: "path"))
    var output: String?

    /// The file; nil for standard output.
    var file: String? { output == "-" ? nil : output }

    /// What takes the lines.
    func writer(_ console: Console) throws -> LineWriter { try LineWriter(file, console) }

    /// Puts the file in its place, and says how much is in it.
    func finish(_ writer: LineWriter, _ count: Int, _ what: String, _ console: Console) throws {
        try writer.finish()
        if let file { console.remark("Wrote \(file), \(count) \(what)") }
    }
}
