import ArgumentParser
import Basics
import Files
import JSON
import Response

/// `firebreak webhook sign`.
struct WebhookSignCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Print the headers that sign a webhook's body, one 'Name: value' a line.",
        discussion: """
            During an overlap, schemes that can carry several signatures carry one of each live version. GitLab's secret \
            token is itself the header: that one goes to a file only, and stands in the journal.

            Examples:
              firebreak webhook sign --secret HOOK --id msg_1 --body body.json
              firebreak webhook sign --secret TWILIO --url https://example.com/sms \\
                  --body form.txt
              firebreak webhook sign --secret GITLAB --body push.json --output headers.txt
            """)

    @Option(help: ArgumentHelp("The secret that signs.", valueName: "name"))
    var secret: String
    @Option(
        help: ArgumentHelp("The message's identifier. Default: a new one, where the scheme has any.", valueName: "id"))
    var id: String?
    @Option(help: ArgumentHelp("Seconds since 1970. Default: now.", valueName: "seconds"))
    var timestamp: Int64?
    @OptionGroup var request: WebhookRequestOptions
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the headers to this new file, which only you can read.", valueName: "path"))
    var output: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let signed = try workspace.signWebhook(
            secret: secret, body: request.readBody(), id: id,
            timestamp: timestamp.map(Timestamp.init(seconds:)) ?? workspace.time.now, url: request.url)
        let lines = signed.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        if let output {
            try write(Array((lines + "\n").utf8), to: output, signed, workspace)
            console.remark("headers written to \(output)")
        } else if signed.holdsSecret {
            throw CommandFailure(
                .refused, "the header of '\(secret)' is the secret itself, which is not shown",
                hint: "write it to a file that only you can read: --output headers.txt")
        } else if console.isJSON {
            var members = JSONObject()
            for header in signed.headers { members[header.name] = .string(header.value) }
            console.print(JSONValue.object(["headers": .object(members)]).pretty)
        } else {
            console.print(lines)
        }
        return .done
    }

    /// Headers that hold the secret are revealed, and the journal says so.
    private func write(
        _ text: [UInt8], to path: String, _ signed: SignedWebhook, _ workspace: Workspace
    ) throws {
        guard signed.holdsSecret else { return try AtomicFile.create(path, text) }
        _ = try workspace.carryOut(
            RevealSecret(name: secret, version: nil, output: path, written: text), incident: nil,
            reason: "the headers of a webhook")
    }
}
