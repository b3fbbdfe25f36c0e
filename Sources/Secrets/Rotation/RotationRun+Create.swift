internal import Basics
internal import Cryptography
internal import State

extension RotationRun {
    /// Begins a rotation: everything is checked first, then the new value is sealed and on disk. Nothing outside is
    /// changed yet. An unfinished rotation that it takes the place of ends in the same transaction.
    func create(compromised: Bool, without: [String], superseding open: Rotation?) throws -> Rotation {
        absent.allow(only: without)
        let value = try given ?? SecretBox(try kind.generate())
        try refuseKnown(value)
        try value.withSecret { try kind.test($0) }
        try checkDestinations(for: value, keepsPrevious: keepsPrevious(compromised: compromised))
        try checkReloadHooks(compromised: compromised)
        try checkAdoptionProbe(compromised: compromised)
        checkCutoffs(compromised: compromised)

        var records: [DestinationRecord] = []
        var adopted: [Int] = []
        // Consumers know their value in plain text; a verifier may have only its hash.
        for destination in consumed + verifiers {
            let (holdings, taken) = try inspectAndAdopt(destination)
            records.append(Self.record(destination, holdings))
            adopted += taken
        }
        let rotation = try engine.database.write { session in
            if let open { try finish(open, as: open.state == .restored ? .rolledBack : .superseded, session) }
            let old = try VersionRows.versions(name, session).first { $0.stage == .current }
            let new = try value.withSecret { value in
                try keyring.insert(value, .canonical, of: name, kind: kind, stage: .pending, session)
            }
            let rotation = Rotation(
                id: Random.identifier(), secret: name, version: new.version, previousVersion: old?.version,
                state: .created, compromised: compromised, startedAt: now, nextStepAt: nil, finishedAt: nil,
                steps: RotationSteps(
                    adopted: adopted, destinations: records,
                    cutoffs: cutoffs(compromised: compromised, superseding: open),
                    without: without.isEmpty ? nil : without, incident: engine.incident))
            try RotationRows.insert(rotation, session)
            return rotation
        }
        try engine.boundary("created")
        if trouble?.step != .create { try forgetTrouble() }
        return rotation
    }

    /// A given value that a version has already would be no other: what is retired must not come back by mistake, and
    /// what is current needs no rotation.
    private func refuseKnown(_ value: SecretBox) throws {
        guard given != nil else { return }
        let fingerprint = try value.withSecret { try keyring.fingerprint($0) }
        if let known = try keyring.versions(of: name).first(where: { $0.fingerprint == fingerprint }) {
            throw SecretsError.invalidValue(
                kind: kind.name, reason: "it is the value of version \(known.version), which is \(known.stage.rawValue)")
        }
    }

    /// Reads every destination and makes sure that each could be written, with what it holds now as previous value,
    /// before anything is changed anywhere.
    func checkDestinations(for value: SecretBox, keepsPrevious: Bool) throws {
        let current = try keyring.versions(of: name).first { $0.stage == .current }?.version
        for destination in destinations {
            let holdings = try inspect(destination)
            let known = try current.map { try self.text(of: $0, as: destination.format) }
            let written = SecretBox(try value.withSecret { try kind.write($0, as: destination.format) })
            for slots in [[DestinationSlot.current], [.current, .next]] {
                var change = DestinationChange()
                for slot in slots { change.set(slot, to: written) }
                if keepsPrevious, let old = holdings.values[.current] ?? known { change.set(.previous, to: old) }
                try at(destination) { try destination.check(change.limited(to: destination.slots)) }
            }
        }
    }

    /// Whether consumers keep the replaced value for a while.
    func keepsPrevious(compromised: Bool) -> Bool { !compromised && definition.overlap > .zero }

    /// Ends a rotation within a transaction; a value that was never promoted is retired with it.
    func finish(_ rotation: Rotation, as state: RotationState, _ session: any DatabaseSession) throws {
        var ended = rotation
        ended.state = state
        ended.finishedAt = now
        ended.nextStepAt = nil
        try RotationRows.update(ended, session)
        let version = try VersionRows.versions(name, session).first { $0.version == rotation.version }
        if version?.stage == .pending { try VersionRows.retire(name, rotation.version, at: now, session) }
    }

    /// Ends a rotation that failed before any destination had its value. False where one has it, or may have.
    func abandon(_ rotation: Rotation) throws -> Bool {
        for destination in destinations {
            guard let holdings = try? inspect(destination) else { return false }
            let isUnfinished = (try? destination.isUnfinished()) ?? true
            if isUnfinished || holdings.versions.values.contains(rotation.version) { return false }
        }
        try engine.database.write { try finish(rotation, as: .abandoned, $0) }
        return true
    }
}
