import ArgumentParser
import Basics
import Files
import Logs
import Response

/// `firebreak logs scan`.
struct LogsScanCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Find refused log-ins, forbidden requests and session mismatches, and who stands out among them.",
        discussion: """
            The rules are those that the runbooks ask for ('--rules' lists them with where they come from), and those \
            under logs.rules in the configuration. Of users, addresses and routes it is told how often, since when and \
            until when, and what stands out: a minute with many more than usual (spike), more within a second than a \
            person can do (burst), one user at many addresses within a minute.

            Ends with 1 where something was found, with 0 where nothing was, so that a script can ask. With --users only \
            the names of the users go out, one a line, as 'sessions revoke --users-file -' takes them; then it ends with \
            0 in both cases.

            Examples:
              firebreak logs scan /var/log/app/*.log.gz --since 2h
              firebreak logs scan app.log --users --at-least 5 \\
                  | firebreak sessions revoke --store web --users-file - --yes
            """)

    @OptionGroup var logs: LogOptions
    @Flag(help: "Print only the users, one a line.")
    var users = false
    @Flag(help: "With --users: only users that stand out.")
    var remarkable = false
    @Option(
        help: ArgumentHelp("Only users, addresses and routes with at least so many rows.", valueName: "count"))
    var atLeast = 1
    @Option(help: ArgumentHelp("How many of each the table shows; --json shows all.", valueName: "count"))
    var top = 10
    @Option(help: ArgumentHelp("As many within a minute are a spike.", valueName: "count"))
    var spike = ScanLimits().spike
    @Option(help: ArgumentHelp("As many within a second are a burst.", valueName: "count"))
    var burst = ScanLimits().burst
    @Option(help: ArgumentHelp("At as many addresses within a minute a user stands out.", valueName: "count"))
    var addresses = ScanLimits().addresses
    @Flag(name: .customLong("rules"), help: "List the rules, and read nothing.")
    var listsRules = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard [atLeast, top, spike, burst, addresses].allSatisfy({ $0 > 0 }) else {
            throw ValidationError("counts begin at 1")
        }
        guard !remarkable || users else { throw ValidationError("--remarkable goes with --users") }
        guard !(users && global.json) else { throw ValidationError("--users and --json are two forms: take one") }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        if listsRules {
            try console.show(RuleListing(rules: workspace.scanRules))
            return .done
        }
        var limits = ScanLimits()
        limits.spike = spike
        limits.burst = burst
        limits.addresses = addresses
        let request = try logs.request(workspace.time)
        let report = try Interruption.stoppable {
            try workspace.scanLogs(request, limits: limits, isStopped: Interruption.isWished)
        }
        // Rows without a time are looked through as well.
        let status = console.account(report.summary, undated: .counted)
        if users {
            let names = report.users(atLeast: atLeast, onlyRemarkable: remarkable)
            let fit = names.filter(ListFile.canCarry)
            for name in fit { console.print(name) }
            if fit.count < names.count {
                console.warn("\(names.count - fit.count) users have names that no list of lines can carry")
                return .partial
            }
            return status
        }
        try console.show(ScanListing(report: report, top: top, atLeast: atLeast))
        guard status == .done else { return status }
        return report.hits > 0 ? .checkFailed : .done
    }
}
