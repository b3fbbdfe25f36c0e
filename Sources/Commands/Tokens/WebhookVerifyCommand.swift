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
        discussion: """
            The body must be the bytes as they came. Says which version matched, and the time that was signed.

            Examples:
              firebreak webhook verify --secret HOOK --headers headers.txt --body body.json
              firebreak webhook verify --secret TWILIO --url https://example.com/sms \\
                  --headers h.txt --body form.txt
            """)

    @Option(help: ArgumentHelp("The secret whose versions are tried.", valueName: "name"))
    var secret: String
    @Option(help: ArgumentHelp("A file with the headers, one 'Name: value' a line.", valueName: "path"))
    var headers: String
    @OptionGroup var request: WebhookRequestOptions
    @Option(
        help: ArgumentHelp(
            "By how much the signed time may differ, either way, where the scheme signs one.", valueName: "duration"))
    var tolerance = DurationArgument(.seconds(300))
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let given = try WebhookScheme.headers(inText: FileReader.readText(headers, limit: 1 << 20))
        do {
            let verified = try workspace.verifyWebhook(
                secret: secret, headers: given, body: request.readBody(), url: request.url,
                tolerance: tolerance.duration)
            try console.show(VerifiedWebhookResult(verified))
            return .done
        } catch let error as WebhookError {
            let status = console.report(error)
            return status == .badInput ? .badInput : .checkFailed
        }
    }
}

/// That a webhook verified, and by which version.
struct VerifiedWebhookResult: CommandResult {
    let valid = true
    let matched: String
    let version: Int
    let signedAt: Timestamp?

    init(_ verified: WebhookVerification) {
        matched = verified.matched
        version = verified.version
        signedAt = verified.timestamp
    }

    func text(width: Int, style: Style) -> String {
        let time = signedAt.map { "at \($0)" } ?? "no time is signed, so it may have been sent before"
        return "\(style.green("valid")): signed by the \(matched) version (\(version)); \(time)"
    }
}
