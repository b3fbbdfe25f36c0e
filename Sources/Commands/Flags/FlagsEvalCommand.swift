import ArgumentParser
import Basics
import Files
import Flags
import JSON
import Response

/// `firebreak flags eval`.
struct FlagsEvalCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Print what a flag comes to for somebody, rules and all.",
        discussion: """
            The context is a JSON object, as {"targetingKey": "u1", "plan": "pro"}, or an
            array of them. For flagd files it gives what flagd gives; in other sources a
            flag is the same for everybody.

            Examples:
              firebreak flags eval new-checkout --context user.json
              echo '{"targetingKey":"u1"}' | firebreak flags eval new-ui --context -
            """)

    @Argument(help: "The flag's name.")
    var name: String
    @Option(help: ArgumentHelp("A file with the context; - reads standard input.", valueName: "path"))
    var context: String
    @Option(help: ArgumentHelp("The source. Default: the one that has the flag.", valueName: "name"))
    var source: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let bytes =
            context == "-"
            ? try FileReader.readStandardInput(limit: 16 << 20) : try FileReader.read(context, limit: 16 << 20)
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes, strict: true)
        } catch {
            let place = context == "-" ? "standard input" : context.printable
            throw CommandFailure(
                .badInput, "the context in \(place): \(error.message)", hint: #"for example {"targetingKey": "u1"}"#)
        }
        let contexts = value.arrayValue ?? [value]
        guard contexts.allSatisfy({ $0.objectValue != nil }) else {
            throw CommandFailure(
                .badInput, "the context is neither a JSON object nor an array of them",
                hint: #"for example {"targetingKey": "u1"}"#)
        }
        let results = try workspace.evaluateFlag(name, source: source, for: contexts)
        if console.isJSON {
            let json = try results.map { try JSONValue(encoding: $0) }
            console.print((value.arrayValue == nil ? json.first ?? .null : .array(json)).pretty)
        } else {
            for result in results {
                let variant = result.variant.map { " (\($0.printable), \(result.reason.rawValue))" }
                console.print(String(describing: result.value).printable + (variant ?? " (\(result.reason.rawValue))"))
            }
        }
        return .done
    }
}
