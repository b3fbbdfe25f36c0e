internal import Basics
internal import Cryptography
internal import Redis

/// Every server of a deployment as it is now, each entered by a connection of its own.
struct RedisACLSurvey {
    let nodes: [RedisACLNode]
    let sentinels: [RedisEndpoint]
    /// The name by which Sentinels know the primary.
    let masterName: String?

    var lists: [[String]] { nodes.map(\.user.passwordHashes) }

    /// Enters all of them; one that cannot be is an error: it would keep the old password and not know the new one.
    ///
    /// - Parameter leavesOut: whether one that is away is done without.
    init(
        _ deployment: RedisDeployment, _ settings: RedisACLSettings, _ logins: [RedisACLLogin],
        leavesOut: (RedisEndpoint.Address) -> Bool
    ) throws {
        let topology = try Self.resolve(deployment, logins)
        let isReplica = deployment.kind == .single && topology.primaries.contains { $0.role == .replica }
        guard !isReplica else {
            throw DestinationError(
                "Redis at \(deployment.template.address) is a replica, and users have to change on its primary too",
                hint: "give the URL of the primary; it names its replicas", .configuration)
        }
        nodes = try topology.nodes.compactMap { node in
            do {
                return try RedisACLNode(Self.enter(node.endpoint, logins), node.role, settings)
            } catch let error as RedisError {
                if error.isLoss, leavesOut(node.address) { return nil }
                throw DestinationError(
                    "Redis at \(node.address), which belongs to the deployment: \(error.message)",
                    hint: "every server must take the change: bring it back, or take it out of the deployment "
                        + "(CLUSTER FORGET, SENTINEL RESET); in an emergency, --without-node \(node.address) does "
                        + "without it until it is back", error.status)
            }
        }
        guard nodes.contains(where: { $0.role == .primary }) else {
            throw DestinationError("no primary of the deployment is there to take the change", .unavailable)
        }
        if deployment.kind == .single { try Self.refuseUnlistedReplicas(nodes) }
        sentinels = topology.sentinels
        if case .sentinel(let name) = deployment.kind { masterName = name } else { masterName = nil }
    }

    /// A primary names its replicas only once they have all of its data (`roleCommand`, src/replication.c); INFO has the
    /// others too. One that was passed over would keep the old password.
    private static func refuseUnlistedReplicas(_ nodes: [RedisACLNode]) throws {
        for node in nodes where node.role == .primary {
            let lines =
                try node.connection.pipeline([["INFO", "replication"]])[0].text?
                .split(whereSeparator: \.isNewline) ?? []
            let unlisted = lines.filter { line in
                line.hasPrefix("slave") && line.contains("state=") && !line.contains("state=online")
            }
            guard unlisted.isEmpty else {
                throw DestinationError(
                    "a replica of Redis at \(node.place) is still copying its data, and cannot be changed yet",
                    hint: "try again when INFO replication shows every replica as online", .busy)
            }
        }
    }

    private static func resolve(_ deployment: RedisDeployment, _ logins: [RedisACLLogin]) throws -> RedisTopology {
        var refused: RedisError?
        for login in logins {
            var deployment = deployment
            deployment.template = login.applied(to: deployment.template)
            do throws(RedisError) {
                return try RedisDirectory(deployment).resolve()
            } catch {
                guard case .authentication = error else { throw error }
                refused = refused ?? error
            }
        }
        throw refused ?? .closed(endpoint: deployment.description)
    }

    /// Enters a server with the first login that it takes: in the midst of a change, they may differ.
    private static func enter(
        _ endpoint: RedisEndpoint, _ logins: [RedisACLLogin]
    ) throws(RedisError) -> RedisConnection {
        var refused: RedisError?
        for login in logins {
            do throws(RedisError) {
                return try RedisConnection(login.applied(to: endpoint))
            } catch {
                guard case .authentication = error else { throw error }
                refused = refused ?? error
            }
        }
        throw refused ?? .closed(endpoint: endpoint.description)
    }

    /// Passwords that the servers' own configuration has in plain text: what they log in with at their primary, and
    /// what was set by `requirepass`.
    var configuredPasswords: [SecretBox] {
        var known: Set<[UInt8]> = []
        return nodes.flatMap { [$0.settings?.replicationPassword, $0.settings?.requiredPassword] }
            .compactMap(\.self).filter { known.insert($0).inserted }.map { SecretBox(Secret($0)) }
    }
}

/// A user and a password to enter servers with.
struct RedisACLLogin {
    let user: String?
    let password: SecretBox?

    func applied(to endpoint: RedisEndpoint) -> RedisEndpoint {
        var endpoint = endpoint
        endpoint.username = user
        endpoint.password = password
        // Users are the same in every database.
        endpoint.database = 0
        return endpoint
    }
}
