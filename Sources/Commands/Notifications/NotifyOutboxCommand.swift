import ArgumentParser
import Basics
import Notifications
import Response

/// `firebreak notify outbox`.
struct NotifyOutboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "Messages on their way: list them, try them again, take them off.",
        discussion: """
            A message waits until its channel takes it; what is refused, or not taken for three days, is parked and \
            waits for somebody.

            Examples:
              firebreak notify outbox
              firebreak notify outbox retry 12
              firebreak notify outbox drop 12 --reason 'told them by phone'
            """,
        subcommands: [NotifyOutboxListCommand.self, NotifyOutboxRetryCommand.self, NotifyOutboxDropCommand.self],
        defaultSubcommand: NotifyOutboxListCommand.self)
}

/// `firebreak notify outbox list`.
struct NotifyOutboxListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the messages that wait or are parked. Exit status 2 where one is parked.",
        discussion: "Example: firebreak notify outbox list --all --json")

    @Flag(help: "Those too that were delivered or dropped in the last 30 days.")
    var all = false
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let listing = OutboxListing(items: try workspace.outbox.items(all: all), at: workspace.time.now)
        try console.show(listing)
        return listing.items.contains { $0.state == .parked } ? .partial : .done
    }
}

/// `firebreak notify outbox retry`.
struct NotifyOutboxRetryCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Try messages again at once; without numbers, all that are parked.",
        discussion: """
            A message to PagerDuty or Statuspage is not sent any more where a later one of the same incident has been \
            delivered: it would open again what is resolved.

            Example: firebreak notify outbox retry 12 13
            """)

    @Argument(help: ArgumentHelp("The messages' numbers, as the list shows them.", valueName: "id"))
    var ids: [Int64] = []
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let operation = RetryNotifications(ids.isEmpty ? nil : ids)
        let items = try operation.plan(workspace).items
        // Where nothing is parked there is nothing to do, and nothing to write down.
        guard !items.isEmpty else {
            try console.show(OutboxListing(items: [], at: workspace.time.now))
            return .done
        }
        return try action.belonging(to: items).act(operation, workspace, console, asking: nil)
    }
}

/// `firebreak notify outbox drop`.
struct NotifyOutboxDropCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Take messages off the list: they are not told any more.",
        discussion: "Example: firebreak notify outbox drop 12 --reason 'told them by phone' --yes")

    @Argument(help: ArgumentHelp("The messages' numbers, as the list shows them.", valueName: "id"))
    var ids: [Int64]
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let operation = DropNotifications(ids)
        let items = try operation.plan(workspace).items
        return try action.belonging(to: items).act(
            operation, workspace, console,
            asking: {
                let names = items.map { "\($0.id) ('\($0.payload.event.rawValue)' to \($0.payload.channel))" }
                return "Drop \(names.joined(separator: ", "))?"
            })
    }
}

extension ActionOptions {
    /// With the incident of the messages, where none was named and they are all of one: it need not be open any more.
    fileprivate func belonging(to items: [OutboxItem]) -> ActionOptions {
        var options = self
        let incidents = Set(items.compactMap(\.incident))
        if options.incident == nil, incidents.count == 1 { options.incident = incidents.first }
        return options
    }
}

extension OutboxListing: CommandResult {
    func text(width: Int, style: Style) -> String {
        guard !items.isEmpty else { return "Nothing is waiting, nothing is parked." }
        return items.map { item in
            let payload = item.payload
            let head =
                "\(item.id)  \(mark(item, style))  '\(payload.event.rawValue)' to \(payload.channel.printable) "
                + "(\(payload.kind.rawValue), \(payload.audience.rawValue)), \(item.conversation.printable)"
            let tries = item.attempts == 0 ? "" : ", tried \(item.attempts == 1 ? "once" : "\(item.attempts) times")"
            var lines = [head + tries]
            if let remark = remark(item) { lines.append("    " + remark) }
            if item.state != .delivered, let reason = item.reason { lines.append("    " + reason.printable) }
            if item.state == .parked, let hint = item.hint { lines.append("    " + hint.printable) }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private func mark(_ item: OutboxItem, _ style: Style) -> String {
        switch item.state {
        case .delivered: style.green("delivered")
        case .dropped: "dropped"
        case .parked: style.red("parked")
        case .waiting: style.yellow(item.isHeld(at: at) ? "sending" : item.dueAt > at ? "held" : "waiting")
        }
    }

    private func remark(_ item: OutboxItem) -> String? {
        guard item.state == .waiting else { return nil }
        if item.dueAt > at {
            return item.isEscalation
                ? "goes out at \(item.dueAt.formatted(fractionDigits: 0)) unless somebody acknowledges the incident"
                : "quiet until \(item.dueAt.formatted(fractionDigits: 0))"
        }
        return item.nextTryAt > at ? "next try at \(item.nextTryAt.formatted(fractionDigits: 0))" : nil
    }
}
