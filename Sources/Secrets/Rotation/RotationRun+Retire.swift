internal import Basics
internal import State

extension RotationRun {
    /// Takes the previous values away from every destination, then retires them in the keyring. A destination that no
    /// longer holds the new value stops it: what its consumers use might be what is to be retired.
    func retire(_ rotation: inout Rotation) throws -> (any Failure)? {
        let previous = try keyring.versions(of: name).filter { $0.stage == .previous }
        if !previous.isEmpty {
            // A verifier comes last, and only where every consumer was seen to have the new value.
            let failure =
                try take(from: consumed, &rotation, keeping: rotation.version)
                ?? take(from: verifiers, &rotation, keeping: rotation.version)
            if let failure { return failure }
            if definition.adoption != nil {
                warn("the previous value was retired without proof that consumers took the new one up")
            }
        }
        let now = now
        var ended = rotation
        ended.state = .retired
        ended.finishedAt = now
        ended.nextStepAt = nil
        try engine.database.write { session in
            for version in try VersionRows.versions(name, session) where version.stage == .previous {
                try VersionRows.retire(name, version.version, at: now, session)
            }
            try RotationRows.update(ended, session)
        }
        rotation = ended
        try engine.boundary("retired")
        return nil
    }

    /// Takes the previous value away where the new one stands.
    func take(
        from some: [any Destination], _ rotation: inout Rotation, keeping new: Int
    ) throws -> (any Failure)? {
        try forEachDestination(among: some, &rotation, until: .retired, goesOn: true) { destination, rotation in
            try converge(
                destination, &rotation, to: .retired,
                require: { holdings in
                    guard holdings.versions[.current] == new else {
                        throw SecretsError.drifted(
                            destination: destination.name, held: holdings.versions[.current], expected: new)
                    }
                },
                { change, _ in change.clear(.previous) })
        }
    }

    /// Retires what is previous now. Without an unfinished rotation (as after a rollback) only the keyring changes.
    func retireNow() throws -> RotationOutcome {
        guard var rotation = try openRotation() else { throw SecretsError.nothingToRetire(name: name) }
        _ = try proceed(&rotation, fresh: false)
        guard rotation.state == .reloaded else {
            if rotation.state.isFinished { return try outcome(rotation) }
            throw SecretsError.nothingToRetire(name: name)
        }
        _ = try retire(&rotation)
        return try outcome(rotation)
    }
}
