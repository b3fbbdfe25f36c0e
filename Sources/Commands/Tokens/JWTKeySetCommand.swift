import ArgumentParser
import Basics
import JSON
import Response

/// `firebreak jwt jwks`.
struct JWTKeySetCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "jwks",
        abstract: "Print the JWK set (RFC 7517): the public keys of every live version, the next one included.",
        discussion: """
            Symmetric secrets never stand in it.

            Examples:
              firebreak jwt jwks > public/.well-known/jwks.json
              firebreak jwt jwks --secret ID_TOKEN_KEY
            """)

    @Option(
        help: ArgumentHelp("Only this secret's keys. Default: those of all asymmetric JWT secrets.", valueName: "name"))
    var secret: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        console.print(try workspace.keySet(secret: secret).pretty)
        return .done
    }
}
