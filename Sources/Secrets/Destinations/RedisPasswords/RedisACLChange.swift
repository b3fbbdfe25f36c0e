internal import Basics
internal import Cryptography
internal import Redis

/// What has to be done at the servers to bring about a change.
struct RedisACLChange {
    let settings: RedisACLSettings
    /// What they are to hold.
    let target: DestinationValues
    /// The list that says so.
    let list: [String]
    /// Whose connections are to be ended; nil for nobody's.
    let ending: Ending?
    /// The current password in plain text, for servers and Sentinels that log in with it; nil where only its hash is
    /// known.
    let password: SecretBox?

    enum Ending {
        /// Those that are at least so many seconds old.
        case older(than: Int64)
        /// All but our own, and unless `links`, those between the servers.
        case all(links: Bool)
    }

    /// - Parameters:
    ///   - held: what they hold now.
    ///   - promoted: for how long the current password has been the current one; it is not yet when a compromised one is
    ///     taken away at once.
    init(
        _ settings: RedisACLSettings, _ held: DestinationValues, _ change: DestinationChange, promoted: PromotionAge
    ) {
        self.settings = settings
        target = held.applying(change)
        list = RedisPasswordSlots.list(of: target)
        // Only a pure taking away leaves somebody behind who must not stay. When a value is put back, nobody is.
        let takesAway = change.texts[.previous].map { $0 == nil } == true && change.texts[.current] == nil
        if !takesAway {
            ending = nil
        } else if case .known(let promoted) = promoted, settings.connections == .old, promoted >= .seconds(2) {
            // The server counts whole seconds; rather one too many is ended, which comes back with the new password.
            ending = .older(than: promoted.components.seconds - 1)
        } else {
            // A replication link made with a stolen password would copy the data for ever; ours come back.
            ending = .all(links: promoted == .notPromoted)
        }
        password = target[.current].flatMap { $0.withSecret(RedisPasswordText.isHashes) ? nil : $0 }
    }

    // MARK: Commands

    /// What makes the passwords of the target valid beside those that are.
    func addition(_ node: RedisACLNode) -> [[RedisArgument]] {
        let missing = list.filter { !node.user.passwordHashes.contains($0) }
        return missing.isEmpty ? [] : [setUser(missing.map { "#" + $0 })]
    }

    /// What a server is to have in the end.
    private func finalList(_ node: RedisACLNode, _ slots: RedisPasswordSlots) -> [String] {
        guard settings.others == .keep else { return list }
        return list + node.user.passwordHashes.filter { !slots.isKnown($0) && !list.contains($0) }
    }

    /// What makes the list exact and ends the connections.
    ///
    /// - Parameters:
    ///   - held: what the server has by then.
    ///   - isReturning: whether it was left out of an emergency: whoever logged in there meanwhile may have done so with
    ///     the compromised password.
    func completion(
        _ node: RedisACLNode, holding held: [String], _ slots: RedisPasswordSlots, ending clients: [Int64],
        isReturning: Bool = false
    ) -> [[RedisArgument]] {
        let wanted = finalList(node, slots)
        var commands: [[RedisArgument]] = []
        if mustSetRequiredPassword(node, wanted), let password {
            // It makes this password the only one; what follows agrees.
            commands.append(["CONFIG", "SET", "requirepass", Self.argument(password)])
        } else {
            let modifiers = RedisPasswordSlots.modifiers(from: held, to: wanted)
            if !modifiers.isEmpty { commands.append(setUser(modifiers)) }
        }
        switch ending(isReturning) {
        case nil: break
        case .all(let links):
            for type in ["normal", "pubsub"] + (links ? ["replica"] : []) {
                commands.append([
                    "CLIENT", "KILL", "TYPE", .string(type), "USER", .string(settings.user), "SKIPME", "yes",
                ])
            }
        case .older: commands += clients.map { ["CLIENT", "KILL", "ID", .integer($0)] }
        }
        return commands
    }

    /// Whether `requirepass` still holds a password that is no longer one: CONFIG REWRITE would go on writing it down,
    /// and whoever reads it there would believe it.
    private func mustSetRequiredPassword(_ node: RedisACLNode, _ wanted: [String]) -> Bool {
        guard settings.isDefaultUser, ending != nil, wanted.count == 1, let only = wanted.first,
            let required = node.settings?.requiredPassword
        else { return false }
        return RedisPasswordText.hashes(of: Secret(required)) != [only]
    }

    private func setUser(_ modifiers: [String]) -> [RedisArgument] {
        ["ACL", "SETUSER", .string(settings.user)] + modifiers.map(RedisArgument.string)
    }

    static func argument(_ password: SecretBox) -> RedisArgument {
        .bytes(password.withSecret { $0.revealedBytes() })
    }

    private func ending(_ isReturning: Bool) -> Ending? { ending != nil && isReturning ? .all(links: true) : ending }

    /// Connections of the user that are to be ended one by one.
    func clients(_ node: RedisACLNode, isReturning: Bool) throws -> [Int64] {
        guard case .older(let seconds) = ending(isReturning) else { return [] }
        let own = try node.connection.command("CLIENT", "ID").integerValue
        return try node.connection.clients()
            .filter { $0.user == settings.user && $0.age >= seconds && $0.id != own && !$0.isReplication }.map(\.id)
    }

    // MARK: Keeping it

    /// What makes a server remember: each command with what it does.
    func persistence(_ node: RedisACLNode) throws -> [(command: [RedisArgument], what: String)] {
        let save: (command: [RedisArgument], what: String) = (["ACL", "SAVE"], "save its users to its aclfile")
        let rewrite: (command: [RedisArgument], what: String) = (
            ["CONFIG", "REWRITE"], "write its configuration file"
        )
        let hasAccessFile = node.settings?.accessFile != nil
        let hasConfiguration = node.settings?.configurationFile != nil
        switch settings.persistence {
        case .none: return []
        case .aclSave where !hasAccessFile:
            throw Self.cannotPersist(node, "acl-save", "it was started without an aclfile")
        case .configRewrite where hasAccessFile:
            throw Self.cannotPersist(node, "config-rewrite", "it keeps its users in an aclfile")
        case .configRewrite where !hasConfiguration:
            throw Self.cannotPersist(node, "config-rewrite", "it was started without a configuration file")
        case .auto, .aclSave, .configRewrite:
            guard node.settings != nil else {
                throw DestinationError(
                    "Redis at \(node.place) does not tell whether it has an aclfile or a configuration file",
                    hint: "allow +config|get and +info, or write persist: none where somebody else sees to it",
                    .refused)
            }
            // Its own login at its primary stands in the configuration file in either case.
            let needsRewrite = !hasAccessFile || rekeys(node) || settings.isDefaultUser
            return (hasAccessFile ? [save] : []) + (hasConfiguration && needsRewrite ? [rewrite] : [])
        }
    }

    /// Whether a server's own login is the user's.
    func rekeys(_ node: RedisACLNode) -> Bool { settings.rekeysReplication && node.replicates(as: settings.user) }

    private static func cannotPersist(_ node: RedisACLNode, _ option: String, _ why: String) -> DestinationError {
        DestinationError(
            "Redis at \(node.place) cannot do what 'persist: \(option)' says: \(why)", hint: "write persist: auto",
            .configuration)
    }
}
