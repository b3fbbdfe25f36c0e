internal import Basics
internal import Cryptography
internal import Redis

extension RedisACLDestination {
    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        try DestinationLock.hold(name, in: context.lockDirectory) {
            let survey = try survey()
            let slots = try slots(survey)
            let held = slots.values(of: survey.lists)
            let plan = try preflight(survey, held, change)
            guard held.matches(expected) else { throw DestinationError.changedMeanwhile(name) }
            try context.notes.put(noteName, "begun\n")
            try context.boundary("noted that \(name) is about to change")
            try carryOut(plan, survey, slots)
            try context.notes.remove(noteName)
        }
    }

    private func carryOut(_ plan: RedisACLChange, _ survey: RedisACLSurvey, _ slots: RedisPasswordSlots) throws {
        for node in survey.nodes {
            let addition = plan.addition(node)
            try node.transact(addition)
            // What a server that restarts in the midst of it forgets, the others may depend on already.
            if !addition.isEmpty { try persist(plan, node) }
            try context.boundary("added at \(node.place)")
        }
        try proveLogins(try self.survey(), plan.target)
        if let password = plan.password { try rekey(survey, plan, password) }
        try context.boundary("servers log in with it")
        for node in survey.nodes {
            let held = node.user.passwordHashes + plan.list.filter { !node.user.passwordHashes.contains($0) }
            let isReturning = context.absent.isReturning(node.place)
            try node.transact(
                plan.completion(
                    node, holding: held, slots, ending: try plan.clients(node, isReturning: isReturning),
                    isReturning: isReturning))
            try context.boundary("completed at \(node.place)")
            try persist(plan, node)
            try context.boundary("persisted at \(node.place)")
        }
    }

    private func persist(_ plan: RedisACLChange, _ node: RedisACLNode) throws {
        for step in try plan.persistence(node) { try node.run(step.command, step.what) }
    }

    // MARK: The servers' and the Sentinels' own logins

    private func rekey(_ survey: RedisACLSurvey, _ plan: RedisACLChange, _ password: SecretBox) throws {
        for node in survey.nodes where plan.rekeys(node) {
            try context.boundary("about to give \(node.place) its login")
            try node.run(
                ["CONFIG", "SET", "masterauth", RedisACLChange.argument(password)],
                "take the password for its primary")
        }
        guard let masterName = survey.masterName, try sentinelsUse(survey) else { return }
        for endpoint in survey.sentinels {
            try context.boundary("about to give the Sentinel at \(endpoint.address) its login")
            try atSentinel(endpoint) { connection throws(RedisError) in
                try connection.command([
                    "SENTINEL", "SET", .string(masterName), "auth-pass", RedisACLChange.argument(password),
                ])
            }
        }
    }

    /// Whether the Sentinels log in as the user, told by their connections to the primary.
    private func sentinelsUse(_ survey: RedisACLSurvey) throws -> Bool {
        guard settings.rekeysSentinels, survey.masterName != nil else { return false }
        for node in survey.nodes where node.role == .primary {
            // `sentinelSetClientName` (src/sentinel.c)
            let links = try node.connection.clients().filter { $0.name.hasPrefix("sentinel-") }
            // Between two attempts of theirs there are none: the default user is what they log in as unless told.
            if links.isEmpty { return settings.isDefaultUser }
            if links.contains(where: { $0.user == settings.user }) { return true }
        }
        return false
    }

    private func atSentinel(
        _ endpoint: RedisEndpoint, _ body: (inout RedisConnection) throws(RedisError) -> Void
    ) throws {
        do throws(RedisError) {
            var connection = try RedisConnection(endpoint)
            try body(&connection)
        } catch {
            if error.isLoss, leavesOut(endpoint.address) { return }
            throw DestinationError(
                "the Sentinel at \(endpoint.address), which logs in with this password: \(error.message)",
                hint: "every Sentinel must be told: bring it back, or make the others forget it (SENTINEL RESET); in an "
                    + "emergency, --without-node \(endpoint.address) does without it until it is back",
                error.status)
        }
    }

    // MARK: Before anything is changed

    /// What there is to be done; throws what would stop it in the midst of it, as far as can be known.
    @discardableResult
    func preflight(
        _ survey: RedisACLSurvey, _ held: DestinationValues, _ change: DestinationChange
    ) throws -> RedisACLChange {
        let plan = RedisACLChange(settings, held, change, promoted: try age(of: held[.current]))
        let slots = try slots(survey)
        for node in survey.nodes {
            try refuseUnfit(node)
            try refuseUnknownReplication(node, survey)
            var commands = plan.completion(node, holding: node.user.passwordHashes, slots, ending: [])
            // What is sent anyway in the end, so that a missing permission is known now.
            commands.append(["ACL", "SETUSER", .string(settings.user)])
            commands.append(["CLIENT", "KILL", "TYPE", "normal", "USER", .string(settings.user)])
            commands += [["CLIENT", "ID"], ["CLIENT", "LIST"]]
            if plan.rekeys(node) { commands.append(["CONFIG", "SET", "masterauth", "x"]) }
            commands += try plan.persistence(node).map(\.command)
            try node.transact(commands, dropping: true)
        }
        if try survey.nodes.contains(where: plan.rekeys) || sentinelsUse(survey) {
            guard plan.password != nil || plan.target[.current] == nil else {
                throw DestinationError(
                    "servers or Sentinels log in as '\(settings.user.printable)', and only the hash of the password "
                        + "that they would have to be given is known", hint: "'secrets rotate' makes a new one",
                    .refused)
            }
        }
        if let masterName = survey.masterName, try sentinelsUse(survey) {
            for endpoint in survey.sentinels {
                try atSentinel(endpoint) { connection throws(RedisError) in
                    try connection.command(["SENTINEL", "MASTER", .string(masterName)])
                }
            }
        }
        return plan
    }

    /// Since when a password has been the keyring's current one.
    private func age(of text: SecretBox?) throws -> PromotionAge {
        guard let text else { return .notPromoted }
        let version = try context.known.versions(format).first { known in
            known.stage == .current && known.text.withSecret { known in text.withSecret { known.matches($0) } }
        }
        return version?.promotedAt == nil ? .notPromoted : try context.promotionAge()
    }

    private func refuseUnfit(_ node: RedisACLNode) throws {
        let user = settings.user.printable
        guard node.user.isOn else {
            throw DestinationError(
                "the user '\(user)' is switched off at Redis at \(node.place)", hint: "ACL SETUSER \(user) on", .refused
            )
        }
        guard !node.user.needsNoPassword else {
            throw DestinationError(
                "the user '\(user)' needs no password at Redis at \(node.place): with the first one, everybody who "
                    + "logs in without would be locked out",
                hint: "give it a first password by hand when they are ready for it, then rotate", .refused)
        }
    }

    private func refuseUnknownReplication(_ node: RedisACLNode, _ survey: RedisACLSurvey) throws {
        guard settings.rekeysReplication, survey.nodes.count > 1, node.settings == nil else { return }
        throw DestinationError(
            "Redis at \(node.place) does not tell as whom it logs in at its primary",
            hint: "allow +config|get and +info, or write replication: false where that is another user", .refused)
    }
}
