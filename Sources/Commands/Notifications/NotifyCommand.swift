import ArgumentParser

/// `firebreak notify`.
struct NotifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "Preview and send notifications, and see to those on their way.",
        subcommands: [NotifyPreviewCommand.self, NotifySendCommand.self, NotifyOutboxCommand.self])
}
