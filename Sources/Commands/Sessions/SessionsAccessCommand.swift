import ArgumentParser
import Basics
import Response
import Sessions

/// `firebreak sessions acl`.
struct SessionsAccessCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "acl",
        abstract: "Print the access rule of a Redis user who may do what firebreak needs, and nothing else.",
        discussion: """
            Put the SHA-256 of the user's password in place of the placeholder and give the line to redis-cli, on every \
            server of the store; then ACL SAVE, or keep it in redis.conf. 'firebreak doctor' checks it.

            Examples:
              firebreak sessions acl --store web
              firebreak sessions acl --store web --user incident-response
              printf %s "$PASSWORD" | sha256sum
            """)

    @Option(
        help: ArgumentHelp("The store, by its name in the configuration. Default: the only one.", valueName: "name"))
    var store: String?
    @Option(help: ArgumentHelp("What the user is called.", valueName: "name"))
    var user = "revoker"
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        try console.show(try workspace.store(store).accessRule(user: user))
        return .done
    }
}

extension AccessRule: CommandResult {
    func text(width: Int, style: Style) -> String {
        ([rule] + (sentinelRule.map { ["", "# and on each Sentinel:", $0] } ?? [])).joined(separator: "\n")
    }
}
