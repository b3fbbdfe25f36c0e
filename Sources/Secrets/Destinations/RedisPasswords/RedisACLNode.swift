internal import Basics
internal import Cryptography
internal import Redis

/// One server of a deployment, and what it has of the user. For one thread.
final class RedisACLNode {
    let endpoint: RedisEndpoint
    let role: RedisNode.Role
    var connection: RedisConnection
    let user: RedisUser
    /// What its configuration says; nil where nobody needs to know, or where it does not tell.
    let settings: RedisSettings?

    /// Asks a server that was just entered.
    init(
        _ connection: consuming RedisConnection, _ role: RedisNode.Role, _ settings: RedisACLSettings
    ) throws {
        var connection = connection
        endpoint = connection.endpoint
        self.role = role
        guard let user = try connection.user(named: settings.user) else {
            throw DestinationError(
                "Redis at \(endpoint.address) has no user '\(settings.user.printable)'",
                hint: "make it on every server first, as ACL SETUSER \(settings.user.printable) on ~app:* +@all",
                .configuration)
        }
        self.user = user
        do throws(RedisError) {
            self.settings = try connection.settings()
        } catch {
            guard case .server = error else { throw error }
            self.settings = nil
        }
        self.connection = connection
    }

    var place: String { endpoint.address.description }

    /// Whether it logs in at its primary as this user, or would if it became a replica.
    func replicates(as user: String) -> Bool {
        settings?.replicationPassword != nil && settings?.replicationUser ?? "default" == user
    }

    /// Runs commands in a transaction; what the server refuses of them is thrown, and then none is run.
    func transact(_ commands: [[RedisArgument]], dropping: Bool = false) throws {
        guard !commands.isEmpty else { return }
        let reply: RedisReply
        do throws(RedisError) {
            try connection.command("MULTI")
            for command in commands { try connection.command(command) }
            reply = try connection.command(dropping ? "DISCARD" : "EXEC")
        } catch {
            throw DestinationError("Redis at \(place): \(error.message)", hint: error.hint, error.status)
        }
        if dropping { return }
        guard let replies = reply.elements else {
            throw DestinationError("Redis at \(place) dropped the change", .unavailable)
        }
        for case .error(let code, _) in replies {
            // The rest may quote an argument.
            throw DestinationError("Redis at \(place) refused the change: \(code.printable)", .unavailable)
        }
    }

    /// Runs a command, and says where it was where that fails.
    func run(_ arguments: [RedisArgument], _ what: String) throws {
        do throws(RedisError) {
            try connection.command(arguments)
        } catch {
            throw DestinationError(
                "Redis at \(place) could not \(what): \(error.message)", hint: error.hint, error.status)
        }
    }
}
