import ArgumentParser
import Basics
import Files
import Response
import Sessions

/// `firebreak jwt deny`.
struct JWTDenyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "deny",
        abstract: "Have the application refuse tokens before their end, by a denylist in Redis.",
        discussion: """
            The store needs 'denylist: {key: "jwt:deny:{jti}"}', and the application refuses a token whose key exists. \
            Tokens come from files or standard input, never from the command line; they are not verified, and stand \
            nowhere afterwards. All tokens of a user are refused by 'sessions revoke --cutoff'.

            Examples:
              firebreak jwt deny --store api --token-file stolen.txt --yes
              pbpaste | firebreak jwt deny --store api --token-file - --yes
              firebreak jwt deny --store api --jti 0b5f7a12 \\
                  --expires 2026-11-22T00:00:00Z --yes
            """)

    @Option(
        help: ArgumentHelp("The store, by its name in the configuration. Default: the only one.", valueName: "name"))
    var store: String?
    @Option(
        help: ArgumentHelp(
            "A file with tokens, one a line; - reads standard input. May be given several times.", valueName: "path"))
    var tokenFile: [String] = []
    @Option(help: ArgumentHelp("A token's id. May be given several times.", valueName: "id"))
    var jti: [String] = []
    @Option(
        help: ArgumentHelp(
            "When the tokens end that do not say so: an instant, or how long from now. Default: the denylist's ttl.",
            valueName: "time"))
    var expires: ExpiryArgument?
    @OptionGroup var action: ActionOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        guard !tokenFile.isEmpty || !jti.isEmpty else {
            throw CommandFailure(.usage, "which tokens?", hint: "say --token-file, with - for standard input, or --jti")
        }
        guard tokenFile.count(where: { $0 == "-" }) < 2 else {
            throw CommandFailure(.usage, "standard input can be read only once")
        }
        let texts = try tokenFile.map { path in
            path == "-" ? try FileReader.readStandardInput(limit: 16 << 20) : try FileReader.read(path, limit: 16 << 20)
        }
        let operation = try DenyTokens(
            store: workspace.store(store), lists: texts, ids: jti, expires: expires?.instant(workspace.time.now))
        return try action.act(
            operation, workspace, console,
            asking: {
                let plan = try operation.plan(workspace)
                return "Deny \(plan.toDeny) token\(plan.toDeny == 1 ? "" : "s") in store \(plan.store)?"
            })
    }
}

/// An instant of the future, given as ISO 8601 with a zone or as how long from now it is: `2026-11-21T03:00:00Z`, `2h`.
struct ExpiryArgument: ExpressibleByArgument {
    private enum Form {
        case instant(Timestamp)
        case fromNow(Duration)
    }
    private let form: Form

    init?(argument: String) {
        if let instant = Timestamp(argument) {
            form = .instant(instant)
        } else if let duration = Duration(compact: argument) {
            form = .fromNow(duration)
        } else {
            return nil
        }
    }

    /// The instant, seen from now.
    func instant(_ now: Timestamp) -> Timestamp {
        switch form {
        case .instant(let instant): instant
        case .fromNow(let duration): now + duration
        }
    }
}

extension DenialPlan: CommandResult {
    func text(width: Int, style: Style) -> String {
        var lines = ["Would deny \(toDeny) token\(toDeny == 1 ? "" : "s") in \(store)"]
        if expired > 0 { lines.append("\(expired) ran out by themselves") }
        return (lines + warnings.map { style.yellow("! ") + $0.printable }).joined(separator: "\n")
    }
}

extension DenialReceipt: CommandResult {
    func text(width: Int, style: Style) -> String {
        var table = Table("token", "outcome", "refused until")
        for token in tokens {
            table.add(
                token.fingerprint, token.outcome.rawValue, token.until.map { $0.formatted(fractionDigits: 0) } ?? "—")
        }
        let lines = [table.text(width: width, style: style), verified ? style.green(summary) : style.yellow(summary)]
        return (lines + warnings.map { style.yellow("! ") + $0.printable }).joined(separator: "\n")
    }
}
