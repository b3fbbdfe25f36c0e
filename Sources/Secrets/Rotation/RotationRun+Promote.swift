internal import Basics
internal import State

extension RotationRun {
    /// Shows the new value ahead of its use wherever there is a place for it. Where it cannot be shown anywhere, it
    /// is not waited for.
    func publish(_ rotation: inout Rotation) throws -> (any Failure)? {
        let ahead = definition.publishAhead
        let places = destinations.filter { $0.slots.contains(.next) }
        if ahead > .zero, rotation.previousVersion != nil, !rotation.compromised {
            if places.isEmpty, !kind.isPublishedInKeySet {
                warn("publishAhead is not waited for: no destination has a nextKey, and a \(kind.name) is in no JWKS")
            } else {
                let new = rotation.version
                let failure = try forEachDestination(
                    among: verifiers + consumed, &rotation, until: .published, goesOn: false
                ) { destination, rotation in
                    guard destination.slots.contains(.next) else { return }
                    try converge(destination, &rotation, to: .published) { change, _ in
                        change.set(.next, to: try self.text(of: new, as: destination.format))
                    }
                }
                if let failure { return failure }
                rotation.nextStepAt = now + ahead
            }
        }
        let mustWait = rotation.nextStepAt != nil
        rotation.steps.publishedAt = now
        rotation.state = .published
        // What has nothing to wait for is put on disk with what comes next.
        if mustWait { try save(rotation) }
        return nil
    }

    /// Makes the new value the current one at every destination, then in the keyring.
    func promote(_ rotation: inout Rotation) throws -> (any Failure)? {
        let keepsPrevious = keepsPrevious(compromised: rotation.compromised)
        let retired = Set(try keyring.versions(of: name).filter { $0.stage == .retired }.map(\.version))
        let (new, old) = (rotation.version, rotation.previousVersion)
        let failure = try forEachDestination(
            among: verifiers + consumed, &rotation, until: .written, goesOn: rotation.compromised
        ) { destination, rotation in
            try converge(destination, &rotation, to: .written) { change, record in
                change.set(.current, to: try self.text(of: new, as: destination.format))
                change.clear(.next)
                // What stood here is what this destination's consumers know; a retired value is not brought back.
                let held = record.before(.current).flatMap { retired.contains($0) ? nil : $0 }
                if !keepsPrevious, !destination.isVerifier {
                    change.clear(.previous)
                } else if let previous = held == new ? old : held ?? old {
                    change.set(.previous, to: try self.text(of: previous, as: destination.format))
                }
            }
        }
        // Until here a verifier has accepted both. What is compromised ends even where a consumer could not be told.
        if !keepsPrevious, failure == nil || rotation.compromised {
            let another = try take(from: verifiers, &rotation, keeping: rotation.version)
            if let failure = failure ?? another { return failure }
        } else if let failure {
            return failure
        }
        for destination in destinations {
            for caveat in destination.caveats { warn("\(destination.name): \(caveat)") }
        }
        if keepsPrevious, rotation.previousVersion != nil {
            for destination in destinations where !destination.slots.contains(.previous) {
                warn("\(destination.name) has no place for a previous value: its consumers know only one value")
            }
        }
        try promoteInKeyring(&rotation, keepsPrevious: keepsPrevious)
        return nil
    }

    /// The stages change together, in one transaction; steps that have nothing to do are done in it too.
    private func promoteInKeyring(_ rotation: inout Rotation, keepsPrevious: Bool) throws {
        let now = now
        var promoted = rotation
        promoted.steps.promotedAt = now
        promoted.state = .promoted
        promoted.nextStepAt = nil
        if !hasReloadHooks { settle(&promoted, at: now) }
        promoted = try engine.database.write { session in
            var ended = promoted
            var waits = false
            for version in try VersionRows.versions(name, session) {
                let isOld = version.stage == .current || version.stage == .previous
                guard isOld, version.version != rotation.version else { continue }
                if !keepsPrevious {
                    try VersionRows.retire(name, version.version, at: now, session)
                } else if version.stage == .current || version.expiresAt == nil {
                    try VersionRows.demote(name, version.version, until: now + definition.overlap, session)
                }
                waits = waits || keepsPrevious
            }
            try VersionRows.promote(name, rotation.version, at: now, session)
            if ended.state == .reloaded, !waits, definition.adoption == nil {
                ended.state = .retired
                ended.finishedAt = now
                ended.nextStepAt = nil
            }
            try RotationRows.update(ended, session)
            return ended
        }
        rotation = promoted
        try engine.boundary("promoted")
    }
}
