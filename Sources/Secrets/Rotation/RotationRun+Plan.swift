internal import Basics
internal import Cryptography

extension RotationRun {
    /// The plan of a rotation.
    func plan(compromised: Bool, without: [String]) throws -> RotationPlan {
        let open = try openRotation()
        absent.allow(only: without)
        let current = try keyring.versions(of: name).first { $0.stage == .current }?.version
        let keeps = keepsPrevious(compromised: compromised)
        // A value of the same shape as the one that would be made; it is thrown away.
        try checkDestinations(for: SecretBox(try kind.generate()), keepsPrevious: keeps)
        try checkReloadHooks(compromised: compromised)
        try checkAdoptionProbe(compromised: compromised)
        checkCutoffs(compromised: compromised)
        let holdings = try destinations.map { try inspect($0) }
        return plan(compromised: compromised, without: without, open, current: current, holdings)
    }

    /// The plan, once everything was checked.
    func plan(
        compromised: Bool, without: [String] = [], _ open: Rotation?, current: Int?, _ held: [Holdings]
    ) -> RotationPlan {
        let keeps = keepsPrevious(compromised: compromised)
        var holdsSomething = current != nil
        var plans: [RotationPlan.DestinationPlan] = []
        for (destination, holdings) in zip(destinations, held) {
            let isEmpty = holdings.values[.current] == nil
            holdsSomething = holdsSomething || !isEmpty
            let version = holdings.versions[.current]
            plans.append(
                .init(
                    name: destination.name, version: version,
                    holds: isEmpty ? "empty" : version == nil ? "unknown" : "known"))
        }
        var steps: [RotationPlan.PlannedStep] = []
        var at = now
        let canPublish = kind.isPublishedInKeySet || destinations.contains { $0.slots.contains(.next) }
        if holdsSomething, !compromised, definition.publishAhead > .zero {
            if canPublish {
                steps.append(.init(step: .publish, at: at))
                at = at + definition.publishAhead
            } else {
                warn("publishAhead is not waited for: no destination has a nextKey, and a \(kind.name) is in no JWKS")
            }
        }
        if holdsSomething, !compromised { remarkOnPublishing() }
        let promotion = at
        steps.append(.init(step: .promote, at: at))
        if !definition.reload.isEmpty { steps.append(.init(step: .reload, at: at)) }
        if holdsSomething, keeps, definition.adoption != nil { steps.append(.init(step: .adoption, at: at)) }
        if holdsSomething { steps.append(.init(step: .retire, at: keeps ? at + definition.overlap : at)) }
        if let open, !compromised { remark(on: open) }
        let leftOut = destinations.flatMap { destination in
            (absent.leftOut(of: destination.name) ?? []).map { (destination.name, $0) }
        }
        for (name, place) in leftOut { warn(Self.remark(on: place, of: name)) }
        remarkOnUnused(without)
        let caches = holdsSomething ? caches : []
        let trust = (keeps ? definition.overlap : .zero) + (caches.map(\.ttl).max() ?? .zero)
        return RotationPlan(
            name: name, kind: kind.name, unfinishedRotation: open?.id, currentVersion: current, destinations: plans,
            steps: steps, interruption: holdsSomething ? interruption(from: promotion) : nil,
            residualTrustSeconds: holdsSomething ? trust.inSeconds : 0, residualTrust: caches,
            cutoffStores: compromised ? definition.cutoffStores : [], leftOut: leftOut.map(\.1), warnings: warnings)
    }

    /// What becomes of an unfinished rotation where a routine one is asked for (`rotate`).
    private func remark(on open: Rotation) {
        if open.state == .reloaded, !isDue(open) {
            warn(
                "the rotation \(open.id), which waits for its overlap to pass, would be given up in favour of this one"
                    + (open.previousVersion.map { ": version \($0) leaves its destinations early" } ?? ""))
        } else if open.state != .reloaded, !open.state.isConcluding {
            warn("the rotation \(open.id) is unfinished: it would be carried on, and no new one begun")
        }
    }

    /// What breaks where consumers know one value only.
    private func interruption(from promotion: Timestamp) -> RotationPlan.Interruption? {
        guard definition.consumer == .single else { return nil }
        let what =
            kind.webhookScheme != nil
            ? "webhooks that one side signs with its value are refused by the side that has the other"
            : kind.algorithm != nil
                ? "tokens that were signed before are refused, and new ones by whoever has the old value"
                : "whoever presents one value is refused by whoever knows only the other"
        return RotationPlan.Interruption(
            from: promotion,
            until: definition.reload.isEmpty
                ? "every consumer has read the new value by itself: no reload hook is configured"
                : "the reload hooks are done",
            what: what)
    }
}
