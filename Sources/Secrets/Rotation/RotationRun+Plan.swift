internal import Basics
internal import Cryptography

extension RotationRun {
    /// The plan of a rotation.
    func plan(compromised: Bool) throws -> RotationPlan {
        let open = try openRotation()
        let current = try keyring.versions(of: name).first { $0.stage == .current }?.version
        let keeps = keepsPrevious(compromised: compromised)
        // A value of the same shape as the one that would be made; it is thrown away.
        try checkDestinations(for: SecretBox(try kind.generate()), keepsPrevious: keeps)

        var holdsSomething = current != nil
        var plans: [RotationPlan.DestinationPlan] = []
        for destination in destinations {
            let holdings = try inspect(destination)
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
        steps.append(.init(step: .promote, at: at))
        if !definition.reload.isEmpty { steps.append(.init(step: .reload, at: at)) }
        if holdsSomething { steps.append(.init(step: .retire, at: keeps ? at + definition.overlap : at)) }
        if definition.adoption != nil { warn("adoption is not checked: this version does not probe consumers") }
        if let open, open.state != .reloaded, !compromised {
            warn("the rotation \(open.id) is unfinished: it would be carried on, and no new one begun")
        }
        return RotationPlan(
            name: name, kind: kind.name, unfinishedRotation: open?.id, currentVersion: current, destinations: plans,
            steps: steps, warnings: warnings)
    }
}
