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
            During an overlap, schemes that can carry several signatures carry one of each live version.

            Example: firebreak webhook sign --secret HOOK --id msg_1 --body body.json
            """)

    @Option(help: ArgumentHelp("The secret that signs.", valueName: "name"))
    var secret: String
    @Option(
        help: ArgumentHelp("The message's identifier. Default: a new one, where the scheme has any.", valueName: "id"))
    var id: String?
    @Option(help: ArgumentHelp("Seconds since 1970. Default: now.", valueName: "seconds"))
    var timestamp: Int64?
    @Option(help: ArgumentHelp("The file with the raw body; - reads standard input.", valueName: "path"))
    var body: String
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let bytes = body == "-" ? try FileReader.readStandardInput() : try FileReader.read(body)
        let headers = try workspace.signWebhook(
            secret: secret, body: bytes, id: id,
            timestamp: timestamp.map(Timestamp.init(seconds:)) ?? workspace.time.now)
        if console.isJSON {
            var members = JSONObject()
            for header in headers { members[header.name] = .string(header.value) }
            console.print(JSONValue.object(["headers": .object(members)]).pretty)
        } else {
            for header in headers { console.print("\(header.name): \(header.value)") }
        }
        return .done
    }
}
