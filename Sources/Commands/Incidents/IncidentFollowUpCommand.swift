import ArgumentParser
import Basics
import Incidents
import Response

/// `firebreak incident followup`.
struct IncidentFollowUpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "followup", abstract: "What is to be done after an incident, by whom and until when.",
        subcommands: [FollowUpAddCommand.self, FollowUpListCommand.self, FollowUpDoneCommand.self])
}

/// `firebreak incident followup add`.
struct FollowUpAddCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Write down what is to be done.",
        discussion: """
            Examples:
              firebreak incident followup add "Alert on logins from two countries" \\
                  --owner bob --due 2026-12-01
              firebreak incident followup add "Rotate the last key" --due 14d \\
                  --incident INC-20261121-001
            """)

    @Argument(help: "What is to be done.")
    var text: String
    @Option(help: ArgumentHelp("Who is to do it.", valueName: "name"))
    var owner: String?
    @Option(help: ArgumentHelp("Until when: a day, an instant in ISO 8601, or how long from now.", valueName: "date"))
    var due: DueArgument?
    @Option(help: ArgumentHelp("The incident. Default: the only open one, else the newest.", valueName: "id"))
    var incident: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let followUp = try workspace.incidents.addFollowUp(
            text, incident: workspace.readableIncident(incident).id, owner: owner,
            due: due?.date(workspace.time.now), actor: workspace.actor)
        try console.show(DatedFollowUp(followUp, now: workspace.time.now))
        return .done
    }
}

/// `firebreak incident followup list`.
struct FollowUpListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List follow-ups of all incidents, the next that is due first.",
        discussion: """
            Examples:
              firebreak incident followup list                 # what is still to be done
              firebreak incident followup list --overdue
              firebreak incident followup list --incident INC-20261121-001 --all
            """)

    @Flag(help: "Also those that are done.")
    var all = false
    @Flag(help: "Only those whose time is over.")
    var overdue = false
    @Option(help: ArgumentHelp("Only those of one incident.", valueName: "id"))
    var incident: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let now = workspace.time.now
        let found = try workspace.incidents.followUps(incident: incident, isDone: all ? nil : false)
            .filter { !overdue || $0.isOverdue(now) }
        try console.show(FollowUpListing(followUps: found.map { DatedFollowUp($0, now: now) }))
        return .done
    }
}

/// `firebreak incident followup done`.
struct FollowUpDoneCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "done", abstract: "Say that a follow-up was done.",
        discussion: "Example: firebreak incident followup done 17")

    @Argument(help: "Its number, as `followup list` prints it.")
    var number: Int64
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let followUp = try workspace.incidents.finishFollowUp(number, actor: workspace.actor)
        try console.show(DatedFollowUp(followUp, now: workspace.time.now))
        return .done
    }
}

/// A day, an instant, or how long from now.
struct DueArgument: ExpressibleByArgument {
    private enum Form {
        case date(DueDate)
        case duration(Duration)
    }
    private let form: Form

    init?(argument: String) {
        if let date = DueDate(argument) {
            form = .date(date)
        } else if let duration = Duration(compact: argument) {
            form = .duration(duration)
        } else {
            return nil
        }
    }

    func date(_ now: Timestamp) -> DueDate {
        switch form {
        case .date(let date): date
        case .duration(let duration): DueDate(in: duration, from: now)
        }
    }
}

/// A follow-up seen now: one that is not done may be overdue.
struct DatedFollowUp: CommandResult {
    private enum Key: String, CodingKey {
        case number, incident, text, owner, due, addedAt, doneAt, overdue
    }
    let followUp: FollowUp
    let isOverdue: Bool

    init(_ followUp: FollowUp, now: Timestamp) {
        self.followUp = followUp
        isOverdue = followUp.isOverdue(now)
    }

    var state: String {
        if let doneAt = followUp.doneAt { return "done \(doneAt.formatted(fractionDigits: 0).prefix(10))" }
        return isOverdue ? "overdue" : "to do"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(followUp.position, forKey: .number)
        try container.encode(followUp.incident, forKey: .incident)
        try container.encode(followUp.text, forKey: .text)
        try container.encode(followUp.owner, forKey: .owner)
        try container.encode(followUp.due, forKey: .due)
        try container.encode(followUp.addedAt, forKey: .addedAt)
        try container.encode(followUp.doneAt, forKey: .doneAt)
        try container.encode(isOverdue, forKey: .overdue)
    }

    func text(width: Int, style: Style) -> String {
        let owner = followUp.owner.map { ", \($0.printable)" } ?? ", nobody yet"
        let due = followUp.due.map { ", due \($0.printable)" } ?? ""
        let state = isOverdue ? style.red(state) : state
        return "#\(followUp.position) \(state): \(followUp.text.printable)\(owner)\(due)"
    }
}

/// An array of follow-ups.
struct FollowUpListing: CommandResult {
    let followUps: [DatedFollowUp]

    func encode(to encoder: any Encoder) throws { try followUps.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        guard !followUps.isEmpty else { return "Nothing is to be done." }
        var table = Table("number", "state", "due", "owner", "incident", "what")
        for row in followUps {
            table.add(
                "#\(row.followUp.position)", row.state, row.followUp.due ?? "", row.followUp.owner ?? "nobody yet",
                row.followUp.incident, row.followUp.text)
        }
        return table.text(width: width, style: style)
    }
}
