import ArgumentParser
import Basics
import Files
import JSON
import Response
import Tokens

/// `firebreak jwt sign`.
struct JWTSignCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign claims with a secret's current version and print the token.",
        discussion: """
            iat, exp and kid are set where the claims do not have them.

            Examples:
              firebreak jwt sign --secret JWT_SECRET --claims claims.json
              echo '{"sub":"u1"}' | firebreak jwt sign --secret JWT_SECRET --claims - \\
                  --expires-in 15m
            """)

    @Option(help: ArgumentHelp("The secret that signs.", valueName: "name"))
    var secret: String
    @Option(help: ArgumentHelp("A file with the claims, a JSON object; - reads standard input.", valueName: "path"))
    var claims: String
    @Option(help: ArgumentHelp("How long the token is valid, where the claims have no exp.", valueName: "duration"))
    var expiresIn = DurationArgument(.seconds(3600))
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let bytes =
            claims == "-"
            ? try FileReader.readStandardInput(limit: 1 << 20) : try FileReader.read(claims, limit: 1 << 20)
        guard case .object(let members) = try JSONValue(parsing: bytes, strict: true) else {
            throw CommandFailure(.badInput, "the claims are not a JSON object", hint: #"for example {"sub": "u1"}"#)
        }
        let stamped = JWT.stamped(members, now: workspace.time.now, lifetime: expiresIn.duration)
        let token = try workspace.signToken(secret: secret, claims: stamped)
        if console.isJSON {
            console.print(JSONValue.object(["token": .string(token)]).pretty)
        } else {
            console.print(token)
        }
        return .done
    }
}
