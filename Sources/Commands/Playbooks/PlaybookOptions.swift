import ArgumentParser
import Basics
import Configuration
import Files
import Playbooks
import Response

/// Where playbooks are, and what fills in the description of their system.
struct PlaybookPlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder with playbooks. Default: $FIREBREAK_PLAYBOOKS, ./playbooks, the installation's.", valueName: "folder"))
    var playbooks: String?

    @Option(
        help: ArgumentHelp(
            "A file laid over the playbook's system.yaml; may be given several times.", valueName: "file"))
    var system: [String] = []

    func library(_ workspace: Workspace) throws -> PlaybookLibrary {
        if let playbooks, !FileReader.exists(playbooks) {
            throw CommandFailure(.inputNotFound, "there is no folder '\(playbooks.printable)'")
        }
        return PlaybookLibrary(named: playbooks, environment: workspace.environment, program: programPath())
    }

    func runner(_ workspace: Workspace) throws -> PlaybookRunner { PlaybookRunner(workspace, try library(workspace)) }

    var overlays: [String] { system.map { $0.hasPrefix("/") ? $0 : "\(currentDirectory())/\($0)" } }
}

/// What a playbook is told.
struct PlaybookInputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("An input; a list with commas. May be given several times.", valueName: "name=value"))
    var input: [String] = []

    @Option(
        help: ArgumentHelp(
            "An input from an environment variable: for secret ones.", valueName: "name=VARIABLE"))
    var inputEnv: [String] = []

    /// The inputs as texts. What is secret does not come by the command line.
    func values(for playbook: Playbook, _ environment: [String: String]) throws -> [String: String] {
        var values: [String: String] = [:]
        for text in input {
            let (name, value) = try Self.split(text, "--input", "name=value")
            if playbook.inputs.contains(where: { $0.name == name && $0.isSecret }) {
                throw PlaybookError.secretOnCommandLine(name: name)
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw CommandFailure(.usage, "the input '\(name.printable)' is given twice", hint: "a list is given as a,b,c")
            }
        }
        for text in inputEnv {
            let (name, variable) = try Self.split(text, "--input-env", "name=VARIABLE")
            guard let value = environment[variable] else {
                throw CommandFailure(.usage, "the environment variable '\(variable.printable)' is not set")
            }
            values[name] = value
        }
        return values
    }

    static func split(_ text: String, _ option: String, _ form: String) throws -> (String, String) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw CommandFailure(.usage, "\(option) takes \(form)")
        }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
}

/// How steps are treated that somebody has to say something about.
struct PlaybookAnswerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A manual step that is done, with a note after =. May be given several times.", valueName: "step[=note]"))
    var confirm: [String] = []

    /// Refuses names of steps that the playbook, and those that it calls, have not. A part of a path, and a `~` with the
    /// number of a compensation, are passed over.
    func check(_ others: [String] = [], in loaded: LoadedPlaybook) throws {
        let names = Self.steps(of: loaded)
        for given in confirmed.keys.sorted() + others {
            let last = given.split(whereSeparator: { $0 == "/" || $0 == "." }).last ?? ""
            let name = String(last.split(separator: "~").first ?? "")
            guard !names.contains(name), !names.contains(given) else { continue }
            let nearest = Spelling.nearest(to: name, among: names.sorted()).map { "did you mean '\($0)'?" }
            throw CommandFailure(
                .usage, "the playbook has no step '\(given.printable)'",
                hint: nearest ?? "'firebreak playbook show' lists the steps")
        }
    }

    private static func steps(of loaded: LoadedPlaybook) -> Set<String> {
        loaded.called.values.reduce(into: Set(loaded.playbook.allSteps.map(\.id))) { $0.formUnion(steps(of: $1)) }
    }

    var confirmed: [String: String?] {
        var all: [String: String?] = [:]
        for text in confirm {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            all[String(parts[0])] = .some(parts.count > 1 ? String(parts[1]) : nil)
        }
        return all
    }
}
