import ArgumentParser
import Files

/// What is signed of a webhook besides its headers.
struct WebhookRequestOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The file with the raw body; - reads standard input.", valueName: "path"))
    var body: String
    @Option(
        help: ArgumentHelp(
            "The address in full, as the sender calls it. Twilio signs it; a JSON body needs Twilio's bodySHA256 in it.",
            valueName: "url"))
    var url: String?

    /// The body's bytes as they are.
    func readBody() throws -> [UInt8] {
        body == "-" ? try FileReader.readStandardInput() : try FileReader.read(body)
    }
}
