import ArgumentParser

/// `firebreak jwt`.
struct JWTCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jwt",
        abstract: "Sign, verify, inspect and deny JSON Web Tokens; print the JWK set.",
        subcommands: [
            JWTSignCommand.self, JWTVerifyCommand.self, JWTInspectCommand.self, JWTKeySetCommand.self,
            JWTDenyCommand.self,
        ])
}
