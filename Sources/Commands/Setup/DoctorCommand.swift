import ArgumentParser
import Basics
import Playbooks
import Response

/// `firebreak doctor`.
struct DoctorCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check everything that a response depends on: stores and their permissions, keyring, journal, "
            + "destinations, flags, channels.",
        discussion: """
            Nothing is changed and nothing is sent. Exit status: 0 all is well; 1 something does not work; 2 something \
            should be looked at.

            Examples:
              firebreak doctor
              firebreak doctor --json | jq '.checks[] | select(.outcome != "ok")'
            """)

    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let report = Doctor(further: PlaybookRunner.checks).examine(workspace)
        try console.show(report)
        return report.status
    }
}

extension DoctorReport: CommandResult {
    /// A line for each check: the mark, what it belongs to, what was found, and below it what to do. Long texts go on
    /// in the next line under their beginning, so that nothing is cut off in a narrow terminal.
    func text(width: Int, style: Style) -> String {
        let widest = checks.map { columns(of: $0.subject.printable) }.max() ?? 0
        // In a narrow terminal the finding gets a line of its own.
        let isNarrow = width < widest + 40
        let indent = isNarrow ? 4 : widest + 4
        var lines: [String] = []
        for check in checks {
            let mark =
                switch check.outcome {
                case .ok: style.green("✓")
                case .warning: style.yellow("!")
                case .failure: style.red("✗")
                }
            let subject = check.subject.printable
            let finding = wrapped(check.finding.printable, to: max(20, width - indent))
            let space = String(repeating: " ", count: indent)
            if isNarrow {
                lines.append("\(mark) \(subject)")
                lines += finding.map { space + $0 }
            } else {
                let gap = String(repeating: " ", count: widest - columns(of: subject) + 2)
                lines.append("\(mark) \(subject)\(gap)\(finding.first ?? "")")
                lines += finding.dropFirst().map { space + $0 }
            }
            if let remedy = check.remedy {
                lines += wrapped("→ " + remedy.printable, to: max(20, width - indent)).map { space + style.cyan($0) }
            }
        }
        let (bad, doubtful) = (count(.failure), count(.warning))
        lines.append("")
        lines.append(
            bad + doubtful == 0
                ? style.green("All \(checks.count) checks are well")
                : "\(checks.count) checks: \(bad) failed, \(doubtful) to be looked at")
        return lines.joined(separator: "\n")
    }
}

/// A text in lines of at most so many columns, broken at spaces; a word that is longer has a line of its own.
func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
        if !line.isEmpty, columns(of: line) + 1 + columns(of: String(word)) > width {
            lines.append(line)
            line = ""
        }
        line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
}
