internal import Basics
internal import Cryptography
internal import Redis

/// The passwords that every server of a Redis deployment accepts for a user: the current one and, during the overlap,
/// the previous one. Servers have only hashes of them: what they hold is told by the keyring, and proven by logging in.
///
/// A change goes to all servers in this order: the new password becomes valid everywhere; it is used to log in
/// everywhere; the servers' and the Sentinels' own logins are changed; then each server takes the exact list, and where
/// that takes a password away, ends the connections of those who used it in the same transaction. A note in the
/// state says that a change was begun and not finished, so that after a crash all of it is done again.
struct RedisACLDestination: Destination {
    let name: String
    let deployment: RedisDeployment
    let settings: RedisACLSettings
    let context: DestinationContext

    let format = ValueFormat.text
    let slots = Set(DestinationSlot.allCases)
    let isVerifier = true

    func read() throws -> DestinationValues { try values(survey()) }

    func check(_ change: DestinationChange) throws {
        let survey = try survey()
        let held = try slots(survey).values(of: survey.lists)
        try preflight(survey, held, change)
    }

    func isUnfinished() throws -> Bool {
        if try context.notes.note(noteName) != nil { return true }
        return try Set(survey().lists).count > 1
    }

    var caveats: [String] {
        guard settings.persistence != .none else {
            return ["nothing was persisted, as persist: none says: whoever starts a server has to see to its users"]
        }
        guard let survey = try? survey() else { return ["it could not be asked whether the change survives a restart"] }
        let forgetful = survey.nodes.filter { $0.settings?.accessFile == nil && $0.settings?.configurationFile == nil }
        guard !forgetful.isEmpty else { return [] }
        return [
            "\(forgetful.map(\.place).joined(separator: ", ")) has neither an aclfile nor a configuration file: "
                + "A RESTART BRINGS THE OLD PASSWORD BACK AND FORGETS THE NEW ONE"
        ]
    }

    // MARK: What is there

    /// Every server, entered with what is known to be valid.
    func survey() throws -> RedisACLSurvey {
        try RedisACLSurvey(deployment, settings, logins()) { leavesOut($0) }
    }

    /// Whether an emergency does without a server that is away.
    func leavesOut(_ address: RedisEndpoint.Address) -> Bool {
        context.absent.leavesOut(address.description, of: name)
    }

    /// The URL's login; where it is the user's own, its password changes with ours, and the keyring's come first.
    private func logins() throws -> [RedisACLLogin] {
        let template = deployment.template
        let given = RedisACLLogin(user: template.username, password: template.password)
        guard isOwnLogin else { return [given] }
        let order = [SecretStage.current, .pending, .previous]
        let known = try context.known.versions(format).filter { !$0.text.withSecret(RedisPasswordText.isHashes) }
        return order.flatMap { stage in known.filter { $0.stage == stage } }.map {
            RedisACLLogin(user: template.username, password: $0.text)
        } + [given]
    }

    private var isOwnLogin: Bool { deployment.template.username ?? "default" == settings.user }

    /// What is known of the passwords.
    func slots(_ survey: RedisACLSurvey) throws -> RedisPasswordSlots {
        let own = isOwnLogin ? [deployment.template.password].compactMap(\.self) : []
        return RedisPasswordSlots(
            try context.known.versions(format), own + survey.configuredPasswords,
            ignoresStrangers: settings.others == .keep)
    }

    private func values(_ survey: RedisACLSurvey) throws -> DestinationValues {
        let values = try slots(survey).values(of: survey.lists)
        try proveLogins(survey, values)
        return values
    }

    /// Logs in with every password of which more than its hash is known, at every server that claims to accept it.
    func proveLogins(_ survey: RedisACLSurvey, _ values: DestinationValues) throws {
        for slot in DestinationSlot.allCases {
            guard let text = values[slot], !text.withSecret(RedisPasswordText.isHashes) else { continue }
            let hashes = text.withSecret { RedisPasswordText.hashes(of: $0) }
            let login = RedisACLLogin(user: settings.isDefaultUser ? nil : settings.user, password: text)
            for node in survey.nodes where !Set(hashes).isDisjoint(with: node.user.passwordHashes) {
                do throws(RedisError) {
                    _ = try RedisConnection(login.applied(to: node.endpoint))
                } catch {
                    throw DestinationError(
                        "Redis at \(node.place) has the \(slot.rawValue) password of '\(settings.user.printable)' "
                            + "and does not let it in: \(error.message)", hint: error.hint, error.status)
                }
            }
        }
    }

    // MARK: The note of a change that was begun

    var noteName: String {
        let digest = DigestAlgorithm.sha256.hash(utf8: name)
        return "redis-acl-" + Hexadecimal.encode(digest.prefix(12))
    }
}
