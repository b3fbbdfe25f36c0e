import ArgumentParser
import Basics
import JSON
import Response
import Tokens

/// `firebreak jwt inspect`.
struct JWTInspectCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a token says, without believing it.",
        discussion: "Example: firebreak jwt inspect < token")

    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let token = try JWT.inspect(tokenFromStandardInput())
        try console.show(InspectedTokenResult(token: token))
        return .done
    }
}

/// What a token says, not verified.
struct InspectedTokenResult: CommandResult {
    let token: InspectedToken

    func encode(to encoder: any Encoder) throws { try JSONValue.object(token.report).encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        (token.warnings.map { style.yellow("! ") + $0.printable }
            + [
                "header " + JSONValue.object(token.header).pretty.printableLines,
                "claims " + JSONValue.object(token.claims).pretty.printableLines,
            ]).joined(separator: "\n")
    }
}

extension String {
    /// Each line made harmless for a terminal, the line ends kept.
    var printableLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }.joined(separator: "\n")
    }
}
