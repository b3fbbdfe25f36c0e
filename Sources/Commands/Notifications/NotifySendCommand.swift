import ArgumentParser
import Basics
import Notifications
import Response

/// `firebreak notify send`.
struct NotifySendCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Send a message to the channels; exit status 2 where one did not take it.",
        discussion: """
            A message goes into the outbox first: what a channel does not take now is tried again by 'firebreak tick'.

            Examples:
              firebreak notify send --event opened --yes
              firebreak notify send --event updated --audience customers \\
                  --public-message 'Sign-in works again' --yes
              firebreak notify send --channel ops --event updated \\
                  --message 'All admin sessions are gone' --yes
            """)

    @OptionGroup var message: MessageOptions
    @Flag(help: "Say what would be sent, and send nothing.")
    var dryRun = false
    @Flag(help: "Do not ask.")
    var yes = false
    @Option(help: ArgumentHelp("Why, for the journal.", valueName: "text"))
    var reason: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let notification = message.notification()
        if dryRun {
            try console.show(PreviewResult(payloads: try workspace.preview(notification)))
            return .done
        }
        let send = SendNotification(notification)
        try console.confirm(
            "Send '\(message.event)' to \(try send.plan(workspace).channels.joined(separator: ", "))?", given: yes)
        let receipt = try workspace.carryOut(send, incident: message.incident, reason: reason)
        try console.show(receipt)
        return receipt.status
    }
}
