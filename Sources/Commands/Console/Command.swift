import ArgumentParser
import Basics
import JSON
import Response

/// A command of firebreak: it does its work with a workspace and a console, and says with which status to end.
protocol Command: ParsableCommand {
    var global: GlobalOptions { get }
    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus
}

extension Command {
    func run() throws {
        let console = global.console
        let status: ExitStatus
        do {
            let workspace = try Workspace.open(
                configuration: global.config, directory: currentDirectory(), environment: processEnvironment(),
                actor: currentActor(), askPassphrase: PassphraseQuestion.prompt(console))
            console.detail("configuration: \(workspace.configuration.path ?? "none, everything has its default")")
            console.detail("state: \(workspace.statePlace)")
            console.detail("acting as \(workspace.actor)")
            defer { console.tellAnnouncements(of: workspace) }
            status = try perform(workspace, console)
        } catch {
            throw ExitCode(console.report(error).rawValue)
        }
        if status != .done { throw ExitCode(status.rawValue) }
    }
}

/// What a command found or did: a document for programs, and lines for people.
protocol CommandResult: Encodable {
    /// What a person reads on a screen of the given width.
    func text(width: Int, style: Style) -> String
}

extension Console {
    /// Prints a result in the form that was asked for.
    func show(_ result: some CommandResult) throws {
        if isJSON {
            print(try JSONValue(encoding: result).pretty)
        } else {
            print(result.text(width: width, style: style))
        }
    }

    /// Says what went wrong on standard error, and with `--json` in a document too; returns the status to end with.
    func report(_ error: any Error) -> ExitStatus {
        let failure: any Failure
        if let known = error as? any Failure {
            failure = known
        } else {
            failure = CommandFailure(
                .internalError, "unexpected: \(String(describing: error))",
                hint: "this is a defect of firebreak: please report it with the command that you ran")
        }
        writeError("\(errorStyle.red("error:")) \(failure.message.printable)\n")
        if let hint = failure.hint { writeError("\(errorStyle.cyan("hint:")) \(hint.printable)\n") }
        if isJSON {
            let document: JSONValue = [
                "error": [
                    "message": .string(failure.message.printable),
                    "hint": failure.hint.map { .string($0.printable) } ?? .null,
                    "status": .integer(Int64(failure.status.rawValue)),
                ]
            ]
            print(document.pretty)
        }
        return failure.status
    }
}
