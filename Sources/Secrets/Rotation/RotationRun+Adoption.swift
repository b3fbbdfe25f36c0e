internal import Basics
internal import Cryptography

extension RotationRun {
    private var adoptionContext: AdoptionContext {
        AdoptionContext(environment: engine.context.environment, time: engine.time)
    }

    /// Makes sure that each question of the probe could be asked. In an emergency that does not stop anything.
    func checkAdoptionProbe(compromised: Bool) throws {
        for question in definition.adoption?.questions ?? [] {
            do {
                try question.check(adoptionContext)
            } catch let error as any Failure {
                let failure = SecretsError.consumer(what: "the adoption probe cannot be asked", error)
                guard compromised else { throw failure }
                warn(failure.message)
            }
        }
    }

    /// Whether the previous value is kept until consumers are proven to do without it. In an emergency it is not.
    func awaitsAdoption(_ rotation: Rotation) -> Bool {
        definition.adoption != nil && rotation.steps.adoptedAt == nil && !rotation.compromised
            && rotation.previousVersion != nil
    }

    /// Looks for the proof; false where it is not there. After its time the rotation is parked: nothing is retired on
    /// a guess.
    func askForAdoption(_ rotation: inout Rotation) throws -> Bool {
        guard let probe = definition.adoption else { return true }
        let reason = try whyNotAdopted(rotation.version, probe)
        rotation.steps.adoptionRemark = reason
        guard let reason else {
            rotation.steps.adoptedAt = now
            rotation.wait(until: endOfOverlap(rotation), engine.time)
            try save(rotation)
            try forgetTrouble()
            return true
        }
        rotation.wait(until: now + probe.every, engine.time)
        try save(rotation)
        warn("it is not proven yet that consumers took version \(rotation.version) up: \(reason)")
        let promotedAt = rotation.steps.promotedAt ?? now
        if now >= probe.deadline(promotedAt: promotedAt, overlap: definition.overlap) {
            try park(
                at: .adoption,
                "no proof since \(promotedAt.formatted(fractionDigits: 0)) that consumers took version "
                    + "\(rotation.version) up, so that the previous one was not retired: \(reason)",
                hint: "mend the consumers, then 'secrets advance'; 'secrets retire --unproven' retires it all the same")
        }
        return false
    }

    /// Says what the probe finds where nothing waits for it any more.
    func remarkOnAdoption(_ rotation: Rotation) throws {
        guard let probe = definition.adoption, rotation.previousVersion != nil else { return }
        if let reason = try whyNotAdopted(rotation.version, probe) {
            warn("consumers are not proven to use version \(rotation.version), and the old one is retired: \(reason)")
        }
    }

    /// Why it is not proven that consumers use a version; nil where it is.
    private func whyNotAdopted(_ number: Int, _ probe: AdoptionProbe) throws -> String? {
        guard let version = try keyring.versions(of: name).first(where: { $0.version == number }) else {
            throw SecretsError.noVersion(name: name, version: number)
        }
        let stored = try keyring.value(of: name, number, kind.name)
        let wanted = AdoptedVersion(
            secret: name, version: number, fingerprint: version.fingerprint, keyID: version.keyID,
            key: kind.signingKey(stored.value, keyID: version.keyID),
            text: try text(of: number, as: kind.formats.first ?? .text))
        for question in probe.questions {
            do {
                switch try question.ask(wanted, adoptionContext) {
                case .proven: continue
                case .cannotTell(let remark): warn(remark)
                case .not(let reason): return reason
                }
            } catch let error as any Failure {
                return error.message
            }
        }
        return nil
    }

    /// Ends a rotation whose previous values were taken away, once nobody shows them any more. False where somebody
    /// does: after the probe's time that is left to somebody.
    func confirm(_ rotation: inout Rotation) throws -> Bool {
        let retired = Set(try keyring.versions(of: name).filter { $0.stage == .retired }.compactMap(\.keyID))
        var reason: String?
        for question in definition.adoption?.questions ?? [] where reason == nil && !retired.isEmpty {
            do {
                reason = try question.stillShown(retired, adoptionContext)
            } catch let error as any Failure {
                reason = error.message
            }
        }
        if let probe = definition.adoption, let reason {
            warn("the previous value was taken away, and yet: \(reason)")
            rotation.wait(until: now + probe.every, engine.time)
            try save(rotation)
            let since = rotation.steps.promotedAt ?? now
            if now >= probe.deadline(promotedAt: since + definition.overlap, overlap: .zero) {
                try park(
                    at: .confirm, reason, hint: "find out what serves it from where; then 'secrets advance' looks again"
                )
            }
            return false
        }
        rotation.state = .retired
        rotation.finishedAt = now
        rotation.nextStepAt = nil
        try save(rotation)
        return true
    }
}
