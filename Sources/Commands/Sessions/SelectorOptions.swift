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

    @Option(
        name: .customLong("ip"),
        help: ArgumentHelp(
            "Sessions used from this address or range; may be given several times.", valueName: "address or CIDR"))
    var addresses: [AddressArgument] = []

    @Option(help: ArgumentHelp("Sessions created before an instant, or so long ago.", valueName: "time"))
    var createdBefore: PastArgument?

    @Option(help: ArgumentHelp("Sessions created at or after an instant.", valueName: "time"))
    var createdAfter: PastArgument?

    @Option(help: ArgumentHelp("Sessions last used before an instant.", valueName: "time"))
    var lastSeenBefore: PastArgument?

    @Option(help: ArgumentHelp("Sessions last used at or after an instant.", valueName: "time"))
    var lastSeenAfter: PastArgument?

    @Flag(help: "Every session of the store.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "Spare the sessions whose ids or cookies stand in this file, one a line: your own. - reads standard input.",
            valueName: "path"))
    var keep: String?

    /// Whether anything was said at all, but for what is spared.
    var isEmpty: Bool { user.isEmpty && usersFile == nil && !hasConditions && !all }

    private var hasConditions: Bool {
        role != nil || !match.isEmpty || !addresses.isEmpty || createdBefore != nil || createdAfter != nil
            || lastSeenBefore != nil || lastSeenAfter != nil
    }

    /// The selector, or nil where nothing was said.
    func selector(_ time: TimeSource = .system) throws -> SessionSelector? {
        guard !isEmpty else { return nil }
        if usersFile == "-" && keep == "-" {
            throw CommandFailure(.usage, "--users-file and --keep cannot both read standard input")
        }
        var users = user
        if let usersFile { users += try ListFile.read(usersFile, of: "users", form: "one user a line") }
        if all && (!users.isEmpty || hasConditions) {
            throw CommandFailure(.usage, "--all stands alone: only --keep can be combined with it")
        }
        let now = time.now
        let spared = try keep.map { try ListFile.read($0, of: "sessions to keep", form: "one session's id a line") } ?? []
        return SessionSelector(
            users: users, role: role, matches: try match.map(fieldAndValue), addresses: addresses.map(\.range),
            created: TimeWindow(after: createdAfter?.instant(now), before: createdBefore?.instant(now)),
            lastSeen: TimeWindow(after: lastSeenAfter?.instant(now), before: lastSeenBefore?.instant(now)), all: all,
            keep: KeptSessions(spared))
    }

    /// The selector, for what acts: it must be said whose sessions.
    func requiredSelector(_ time: TimeSource) throws -> SessionSelector {
        guard let selector = try selector(time) else {
            throw CommandFailure(
                .usage, "whose sessions?",
                hint: "say --user, --users-file, --role, --match, --ip, --created-before or --all")
        }
        return selector
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

/// An address or a range on the command line.
struct AddressArgument: ExpressibleByArgument {
    let range: IPRange

    init?(argument: String) {
        guard let range = IPRange(argument) else { return nil }
        self.range = range
    }
}
