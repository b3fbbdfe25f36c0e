import ArgumentParser
import Basics
import JSON
import Playbooks
import Response

/// `firebreak playbook list`.
struct PlaybookListCommand: Command {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the playbooks.")

    @OptionGroup var place: PlaybookPlaceOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let library = try place.library(workspace)
        let runner = PlaybookRunner(workspace, library)
        let items = library.names().map { name in
            do {
                let playbook = try runner.load(name, overlays: place.overlays).playbook
                return PlaybookListing.Item(
                    name: name, title: playbook.title, inputs: playbook.inputs.map { $0.isRequired ? $0.name : "[\($0.name)]" }, problem: nil)
            } catch {
                return PlaybookListing.Item(name: name, title: "", inputs: [], problem: (error as? any Failure)?.message ?? "\(error)")
            }
        }
        try console.show(PlaybookListing(folders: library.folders, playbooks: items))
        return .done
    }
}

/// `firebreak playbook show`.
struct PlaybookShowCommand: Command {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a playbook's inputs and steps.")

    @Argument(help: "The playbook: system/name, or a file.")
    var playbook: String
    @OptionGroup var place: PlaybookPlaceOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(PlaybookDescription(try place.runner(workspace).load(playbook, overlays: place.overlays)))
        return .done
    }
}

/// `firebreak playbook check`.
struct PlaybookCheckCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find what is wrong with playbooks before they are run.",
        discussion: """
            Variables that there are not, steps that can never be done, unknown kinds and keys, values of another type, \
            compensations that are missing, secrets that would be shown, playbooks that call each other in a circle.

            Examples:
              firebreak playbook check my-playbook.yaml
              firebreak playbook check  # all that 'playbook list' shows
            """)

    @Argument(help: "Playbooks: files, or system/name. Default: all that are found.")
    var playbook: [String] = []
    @OptionGroup var place: PlaybookPlaceOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let library = try place.library(workspace)
        let runner = PlaybookRunner(workspace, library)
        let names = playbook.isEmpty ? library.names() : playbook
        guard !names.isEmpty else { throw CommandFailure(.inputNotFound, "there are no playbooks", hint: "name a file, or a folder with --playbooks") }
        var results: [PlaybookCheckResult.Item] = []
        for name in names {
            results.append(.init(playbook: name, findings: try runner.findings(name, overlays: place.overlays)))
        }
        let result = PlaybookCheckResult(playbooks: results)
        try console.show(result)
        return result.playbooks.allSatisfy(\.findings.isEmpty) ? .done : .checkFailed
    }
}

/// `firebreak playbook schema`.
struct PlaybookSchemaCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of playbooks, for editors.",
        discussion: """
            Example:
              firebreak playbook schema > playbook.schema.json
              # yaml-language-server: $schema=playbook.schema.json
              # then, at the top of a playbook:
            """)

    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        console.print(PlaybookSchema.document.pretty)
        return .done
    }
}

/// `firebreak playbook status`.
struct PlaybookStatusCommand: Command {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Show how a run stands, or the latest runs.")

    @Argument(help: "The run. Default: the latest ones.")
    var run: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let runner = PlaybookRunner(workspace, PlaybookLibrary(folders: []))
        if let run {
            try console.show(try runner.report(run))
        } else {
            try console.show(PlaybookRuns(runs: try runner.reports()))
        }
        return .done
    }
}
