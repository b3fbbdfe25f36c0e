import ArgumentParser
import Basics
import Notifications
import Response

/// `firebreak notify preview`.
struct NotifyPreviewCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Show every payload byte for byte, its size and the limits it keeps; send nothing.",
        discussion: "Example: firebreak notify preview --channel page --event opened --json")

    @OptionGroup var message: MessageOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(PreviewResult(payloads: try workspace.preview(message.notification())))
        return .done
    }
}
