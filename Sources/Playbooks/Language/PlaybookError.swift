public import Basics

/// What is wrong with a playbook as a whole, or with what was asked of it.
public enum PlaybookError: Failure {
    /// No folder has it.
    case notFound(name: String, folders: [String], nearest: String?)
    /// Playbooks call each other in a circle.
    case cycle([String])
    /// Inputs that it needs and were not given.
    case missingInputs(names: [String], playbook: String)
    /// An input that it does not have.
    case unknownInput(name: String, known: [String])
    /// An input of the wrong form.
    case badInput(name: String, problem: String)
    /// A secret input on the command line.
    case secretOnCommandLine(name: String)

    public var message: String {
        switch self {
        case .notFound(let name, _, _): "there is no playbook '\(name.printable)'"
        case .cycle(let names): "playbooks call each other in a circle: \(names.joined(separator: " → "))"
        case .missingInputs(let names, let playbook):
            "\(playbook) needs the input\(names.count == 1 ? "" : "s") \(names.joined(separator: ", "))"
        case .unknownInput(let name, _): "the playbook has no input '\(name.printable)'"
        case .badInput(let name, let problem): "the input '\(name)' \(problem)"
        case .secretOnCommandLine(let name):
            "the input '\(name)' is secret, and everybody on this machine can read the command line"
        }
    }

    public var hint: String? {
        switch self {
        case .notFound(_, let folders, let nearest):
            nearest.map { "did you mean '\($0)'?" }
                ?? "looked in \(folders.isEmpty ? "no folder" : folders.joined(separator: ", ")); name one with --playbooks"
        case .cycle: "let one of them do without the other"
        case .missingInputs(let names, _): "give \(names.map { "--input \($0)=…" }.joined(separator: " "))"
        case .unknownInput(_, let known):
            known.isEmpty ? "it has none" : "there are: \(known.joined(separator: ", "))"
        case .badInput: nil
        case .secretOnCommandLine(let name):
            "put it into an environment variable and say --input-env \(name)=VARIABLE, or be asked for it on a terminal"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .notFound: .inputNotFound
        case .cycle: .configuration
        case .missingInputs, .unknownInput, .badInput, .secretOnCommandLine: .usage
        }
    }
}
