import ArgumentParser
import Basics
import Response

/// `firebreak init`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented firebreak.yaml, the keyring's key file and the state.",
        discussion: "What is there already is never overwritten; what is missing is completed.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let console = global.console
        do {
            let done = try Initialisation.perform(
                directory: currentDirectory(), configurationPath: global.config, environment: processEnvironment(),
                actor: currentActor())
            try console.show(done)
            console.remark("Next: fill in \(done.items[0].path), then look whether all is in order: firebreak doctor")
        } catch {
            throw ExitCode(console.report(error).rawValue)
        }
    }
}

extension Initialisation: CommandResult {
    func text(width: Int, style: Style) -> String {
        var table = Table("", "what", "where")
        for item in items {
            table.add(item.outcome == .created ? "created" : "kept", item.name, item.path)
        }
        return table.text(width: width, style: style)
    }
}
