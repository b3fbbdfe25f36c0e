import ArgumentParser
import Basics

/// `firebreak`: the root of all commands.
struct FirebreakCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "firebreak",
        abstract: "Contain a compromised credential, rotate it, tell the right people, and prove what was done.",
        discussion: """
            Three daily uses:
              firebreak sessions revoke --store web --user alice --yes     # the responder
              firebreak secrets rotate JWT_SECRET --yes                    # the timer
              firebreak report INC-20261121-001 --output report.html       # the engineer

            Rehearse all of it on a private server: firebreak drill --output drill-output --yes

            Exit status: 0 done and verified; 1 done, and the check failed; 2 partial; 64 usage; 65 bad input; \
            66 not found; 69 unavailable; 70 internal; 73 cannot create; 74 I/O; 75 busy; 77 refused; 78 configuration.
            """,
        version: firebreakVersion,
        subcommands: [
            InitCommand.self, DoctorCommand.self, DrillCommand.self, TickCommand.self, ScheduleCommand.self,
            MetricsCommand.self, ConfigCommand.self, StateCommand.self,
            SessionsCommand.self, SecretsCommand.self, JWTCommand.self, WebhookCommand.self, APIKeyCommand.self,
            FlagsCommand.self,
            IncidentCommand.self, TimelineCommand.self, LogsCommand.self, JournalCommand.self, NotifyCommand.self,
            ReportCommand.self, EvidenceCommand.self, ProbeCommand.self, PlaybookCommand.self,
        ])
}

/// The program: reads the command line, does what it says, and ends with the fitting status.
public enum Program {
    /// Runs the command that this process was started with. Does not return where the status is not 0.
    public static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let mistake = MistypedCommand.find(in: arguments) {
            FirebreakCommand.exit(withError: ExitCode(Console().report(mistake).rawValue))
        }
        do {
            var command = try FirebreakCommand.parseAsRoot(arguments)
            try command.run()
        } catch {
            if let hint = MistypedValue.hint(for: FirebreakCommand.message(for: error)) {
                Console().writeError("\(FirebreakCommand.fullMessage(for: error))\n\(hint)\n")
                FirebreakCommand.exit(withError: ExitCode(FirebreakCommand.exitCode(for: error).rawValue))
            }
            FirebreakCommand.exit(withError: error)
        }
    }
}
