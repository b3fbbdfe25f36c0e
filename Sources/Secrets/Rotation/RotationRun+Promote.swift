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
                rotation.wait(until: now + ahead, engine.time)
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
        let begun = rotation
        let failure = try forEachDestination(
            among: verifiers + consumed, &rotation, until: .written, goesOn: rotation.compromised
        ) { destination, rotation in
            try converge(destination, &rotation, to: .written) { change, record in
                for (slot, version) in versionsOnceWritten(begun, record, destination, retired: retired) {
                    if let version {
                        change.set(slot, to: try self.text(of: version, as: destination.format))
                    } else {
                        change.clear(slot)
                    }
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
        remarkOnPromotion(rotation)
        rotation = try engine.database.write { session in
            try recordPromotion(rotation, among: try VersionRows.versions(name, session), session)
        }
        try engine.boundary("promoted")
        return nil
    }

    /// Which version each slot of a destination is to have when the new one is current there; nil for one to be
    /// emptied.
    func versionsOnceWritten(
        _ rotation: Rotation, _ record: DestinationRecord, _ destination: any Destination, retired: Set<Int>
    ) -> [DestinationSlot: Int?] {
        let (new, old) = (rotation.version, rotation.previousVersion)
        var versions: [DestinationSlot: Int?] = [.current: new]
        versions.updateValue(nil, forKey: .next)
        // What stood here is what this destination's consumers know; a retired value is not brought back.
        let held = record.before(.current).flatMap { retired.contains($0) ? nil : $0 }
        if !keepsPrevious(compromised: rotation.compromised), !destination.isVerifier {
            versions.updateValue(nil, forKey: .previous)
        } else if let previous = held == new ? old : held ?? old {
            versions.updateValue(previous, forKey: .previous)
        }
        return versions.filter { destination.slots.contains($0.key) }
    }

    /// Says what users of the destinations should know of a promotion.
    func remarkOnPromotion(_ rotation: Rotation) {
        for destination in destinations {
            for caveat in destination.caveats { warn("\(destination.name): \(caveat)") }
        }
        if keepsPrevious(compromised: rotation.compromised), rotation.previousVersion != nil {
            for destination in destinations where !destination.slots.contains(.previous) {
                warn("\(destination.name) has no place for a previous value: its consumers know only one value")
            }
        }
        if rotation.previousVersion != nil, !rotation.compromised { remarkOnPublishing() }
    }

    /// Says where verifiers learn of a key only once it signs.
    func remarkOnPublishing() {
        guard kind.isPublishedInKeySet, definition.publishAhead == .zero else { return }
        warn(
            "there is no publishAhead: who caches the JWKS refuses what the new key signs until fetching it again")
    }

    /// Changes the stages together, inside the caller's transaction; steps that have nothing to do are done in it too.
    ///
    /// - Parameter versions: all that the secret has.
    func recordPromotion(
        _ rotation: Rotation, among versions: [SecretVersion], _ session: any DatabaseSession
    ) throws -> Rotation {
        let keepsPrevious = keepsPrevious(compromised: rotation.compromised)
        let now = now
        var promoted = rotation
        promoted.steps.promotedAt = now
        promoted.steps.promotedBy = ClockReading(engine.time)
        promoted.state = .promoted
        promoted.nextStepAt = nil
        if !hasReloadHooks { settle(&promoted, at: now) }
        var waits = false
        for version in versions {
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
        if promoted.state == .reloaded, !waits, definition.adoption == nil, !promoted.isOwing {
            promoted.state = .retired
            promoted.finishedAt = now
            promoted.nextStepAt = nil
        }
        try RotationRows.update(promoted, session)
        return promoted
    }
}
