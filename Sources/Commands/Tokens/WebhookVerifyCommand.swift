import ArgumentParser
import Basics
import Files
import Response
import Tokens

/// `firebreak webhook verify`.
struct WebhookVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a webhook's headers against every live version; exit status 1 where they fail.",
        discussion: "Example: firebreak webhook verify --secret HOOK --headers headers.txt --body body.json")

    @Option(help: ArgumentHelp("The secret whose versions are tried.", valueName: "name"))
    var secret: String
    @Option(help: ArgumentHelp("A file with the headers, one 'Name: value' a line.", valueName: "path"))
    var headers: String
    @Option(help: ArgumentHelp("The file with the raw body; - reads standard input.", valueName: "path"))
    var body: String
    @Option(help: ArgumentHelp("By how much the signed time may differ, either way.", valueName: "duration"))
    var tolerance = DurationArgument(.seconds(300))
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let given = try WebhookScheme.headers(inText: FileReader.readText(headers, limit: 1 << 20))
        let bytes = body == "-" ? try FileReader.readStandardInput() : try FileReader.read(body)
        do {
            let stage = try workspace.verifyWebhook(
                secret: secret, headers: given, body: bytes, tolerance: tolerance.duration)
            try console.show(VerifiedWebhookResult(matched: stage))
            return .done
        } catch let error as WebhookError {
            _ = console.report(error)
            return .checkFailed
        }
    }
}

/// That a webhook verified, and by which version.
struct VerifiedWebhookResult: CommandResult {
    let valid = true
    let matched: String

    func text(width: Int, style: Style) -> String { "\(style.green("valid")): signed by the \(matched) version" }
}
