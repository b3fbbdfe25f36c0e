public import ArgumentParser
import Basics
import Files
public import Incidents
import Response

extension ReportFormat: ExpressibleByArgument {}

/// `firebreak report`.
struct ReportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the post-incident report from the journal.",
        discussion: """
            The HTML is one file that loads nothing from anywhere; it prints well. The Markdown has places for what only
            people can write (lead-up, root causes, what went well): write between the marked lines. That text is kept
            when the Markdown is written anew, and stands in an HTML or JSON report of the same name beside it. With
            `public` after its section's name in the marked line it stands in a redacted report too.

            Examples:
              # write into it, and run this again
              firebreak report INC-20261121-001 --output night.md
              # with what was written in night.md
              firebreak report INC-20261121-001 --output night.html
              firebreak report --redact --redact-term "Acme Inc" --text night.md \\
                  --output for-customers.html
              firebreak report --template house.html --output night.html
            """)

    @Argument(help: "The incident. Default: the only open one, else the newest.")
    var id: String?
    @Option(
        help: ArgumentHelp(
            "html, markdown or json. Default: by the name of the output file, else html.", valueName: "format"))
    var format: ReportFormat?
    @Option(name: .shortAndLong, help: ArgumentHelp("A file. Default: standard output.", valueName: "path"))
    var output: String?
    @Option(
        help: ArgumentHelp(
            "The report in Markdown that has what people wrote. Default: the output, or the .md beside it.",
            valueName: "path"))
    var text: String?
    @Flag(help: "For readers outside: names of people and systems replaced, internals left out.")
    var redact = false
    @Option(
        name: .customLong("redact-term"),
        help: ArgumentHelp("With --redact: a word or name to be removed besides. May be repeated.", valueName: "text"))
    var removedTerms: [String] = []
    @Option(
        help: ArgumentHelp(
            "A house style: a Mustache template over the JSON report, with {{{head}}} and {{{sections.NAME}}}.",
            valueName: "path"))
    var template: String?
    @Flag(help: "Write over a Markdown report that was changed outside the places for text, or whose text would be lost.")
    var discardEdits = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let output, output.lowercased().hasSuffix(".pdf") {
            throw ValidationError("A report is HTML, Markdown or JSON: print the HTML to a PDF.")
        }
        guard removedTerms.isEmpty || redact else { throw ValidationError("--redact-term goes with --redact") }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let format = format ?? output.flatMap(ReportFormat.init(fileName:)) ?? (console.isJSON ? .json : .html)
        var request = ReportRequest(incident: id, format: format, output: output)
        request.text = text
        request.isRedacted = redact
        request.removedTerms = removedTerms
        request.template = template
        request.discardsEdits = discardEdits
        let report = try workspace.report(request)
        guard let output else {
            console.printBytes(report.bytes)
            return .done
        }
        try AtomicFile.replace(output, with: report.bytes, ifUnchangedSince: report.replacing)
        console.remark("Wrote \(output)\(text(report))")
        return .done
    }

    private func text(_ report: WrittenReport) -> String {
        guard let path = report.text else { return "" }
        return ", with \(report.sections == 1 ? "one section" : "\(report.sections) sections") by hand from \(path)"
    }
}
