import ArgumentParser

/// `firebreak apikey`.
struct APIKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apikey", abstract: "Tell API keys from texts that only look like one.",
        subcommands: [APIKeyVerifyCommand.self])
}
