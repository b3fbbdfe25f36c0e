import ArgumentParser
import Basics
import Files
import JSON
import Response
import Tokens

/// `firebreak jwt verify`.
struct JWTVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a token against every live version of a secret; exit status 1 where it fails.",
        discussion: """
            Examples:
              firebreak jwt verify --secret JWT_SECRET < token
              firebreak jwt verify --secret JWT_SECRET --issuer https://id.example.com \\
                  --audience api < token
            """)

    @Option(help: ArgumentHelp("The secret whose versions are tried.", valueName: "name"))
    var secret: String
    @Option(help: ArgumentHelp("The token must come from this issuer.", valueName: "iss"))
    var issuer: String?
    @Option(help: ArgumentHelp("The token must be meant for this audience.", valueName: "aud"))
    var audience: String?
    @Option(help: ArgumentHelp("By how much clocks may differ.", valueName: "duration"))
    var leeway = DurationArgument(.seconds(60))
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let token = try tokenFromStandardInput()
        let verified: (token: VerifiedToken, matched: String)
        do {
            verified = try workspace.verifyToken(
                token, secret: secret,
                expecting: JWTExpectations(
                    issuer: issuer, audience: audience, leeway: leeway.duration, now: workspace.time.now))
        } catch let error as JWTError {
            let status = console.report(error)
            return status == .badInput ? .badInput : .checkFailed
        }
        try console.show(VerifiedTokenResult(verified.token, matched: verified.matched))
        return .done
    }
}

/// The token from standard input, without the white space around it.
func tokenFromStandardInput() throws -> String {
    let bytes = try FileReader.readStandardInput(limit: 1 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw CommandFailure(
            .badInput, "standard input is not text", hint: "give the token: firebreak jwt verify … < token")
    }
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 1 else {
        throw CommandFailure(
            .badInput, words.isEmpty ? "no token on standard input" : "more than one word on standard input",
            hint: "give one token: firebreak jwt verify … < token")
    }
    return String(words[0])
}

/// What a token that verified says.
struct VerifiedTokenResult: CommandResult {
    let valid = true
    let algorithm: String
    let keyID: String?
    let matched: String
    let header: JSONObject
    let claims: JSONObject

    init(_ token: VerifiedToken, matched: String) {
        algorithm = token.algorithm.rawValue
        keyID = token.keyID
        self.matched = matched
        header = token.header
        claims = token.claims
    }

    func text(width: Int, style: Style) -> String {
        "\(style.green("valid")): signed by the \(matched) version (\(algorithm))\n"
            + JSONValue.object(claims).pretty.printableLines
    }
}
