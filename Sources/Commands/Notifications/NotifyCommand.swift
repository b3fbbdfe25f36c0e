import ArgumentParser

/// `firebreak notify`.
struct NotifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "Preview and send notifications.",
        subcommands: [NotifyPreviewCommand.self, NotifySendCommand.self])
}
