import ArgumentParser
import Basics
import Files
import Sessions

/// Which sessions are meant. What is given is combined by AND; several users are joined by OR.
struct SelectorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The store, by its name in the configuration. Default: the only one.", valueName: "name"))
    var store: String?

    @Option(help: ArgumentHelp("Sessions of this user; may be given several times.", valueName: "user"))
    var user: [String] = []

    @Option(
        help: ArgumentHelp("Sessions of the users in this file, one a line; - reads standard input.", valueName: "path")
    )
    var usersFile: String?

    @Option(help: ArgumentHelp("Sessions whose user has this role.", valueName: "role"))
    var role: String?

    @Option(
        help: ArgumentHelp("Sessions in which a field has a value; dots lead into objects.", valueName: "field=value"))
    var match: [String] = []

    @Flag(help: "Every session of the store.")
    var all = false

    /// Whether anything was said at all.
    var isEmpty: Bool { user.isEmpty && usersFile == nil && role == nil && match.isEmpty && !all }

    /// The selector, or nil where nothing was said.
    func selector() throws -> SessionSelector? {
        guard !isEmpty else { return nil }
        var users = user
        if let usersFile { users += try userList(usersFile) }
        if all && (!users.isEmpty || role != nil || !match.isEmpty) {
            throw CommandFailure(.usage, "--all stands alone: it cannot be combined with --user, --role or --match")
        }
        return SessionSelector(
            users: users, role: role, matches: try match.map(fieldAndValue), all: all)
    }

    private func userList(_ path: String) throws -> [String] {
        let bytes = path == "-" ? try FileReader.readStandardInput() : try FileReader.read(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.badInput, "the list of users is not UTF-8 text", hint: "one user a line")
        }
        let users = text.split(whereSeparator: \.isNewline)
            .map { String($0.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()) }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard !users.isEmpty else {
            throw CommandFailure(.badInput, "the list of users is empty", hint: "one user a line; # begins a comment")
        }
        return users
    }

    private func fieldAndValue(_ text: String) throws -> FieldMatch {
        guard let match = FieldMatch(text) else {
            throw CommandFailure(
                .usage, "--match takes field=value, and '\(text)' is not of that form",
                hint: "for example --match passport.user=u1")
        }
        return match
    }
}
