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
            The HTML is one file that loads nothing from anywhere; it prints well.

            Examples:
              firebreak report INC-20261121-001 --output report.html
              firebreak report --format markdown > report.md
            """)

    @Argument(help: "The incident. Default: the only open one, else the newest.")
    var id: String?
    @Option(
        help: ArgumentHelp(
            "html, markdown or json. Default: by the name of the output file, else html.", valueName: "format"))
    var format: ReportFormat?
    @Option(name: .shortAndLong, help: ArgumentHelp("A file. Default: standard output.", valueName: "path"))
    var output: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let format = format ?? output.flatMap(ReportFormat.init(fileName:)) ?? (console.isJSON ? .json : .html)
        let bytes = try workspace.report(id, format: format)
        guard let output else {
            console.printBytes(bytes)
            return .done
        }
        try AtomicFile.replace(output, with: bytes)
        console.remark("Wrote \(output)")
        return .done
    }
}
