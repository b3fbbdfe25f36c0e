internal import Basics

extension RotationRun {
    /// What `secrets rotate` does.
    func rotate(compromised: Bool, without: [String]) throws -> RotationOutcome {
        self.without = without
        func begin(superseding open: Rotation?) throws -> RotationOutcome {
            try self.begin(compromised: compromised, without: without, superseding: open)
        }
        guard var open = try openRotation() else { return try begin(superseding: nil) }
        if compromised, !open.compromised, open.state != .restored {
            warn("the unfinished rotation \(open.id) was given up in favour of this one")
            return try begin(superseding: open)
        }
        if !without.isEmpty {
            open.steps.without = (open.steps.without ?? []) + without.filter { open.steps.without?.contains($0) != true }
            absent.allow(only: open.steps.without ?? [])
            try save(open)
        }
        if open.state.isConcluding, try !conclude(&open) { failed = [] }
        if open.state == .reloaded {
            // Nothing of it was interrupted: it waits for its overlap, or that has passed and it is to be retired.
            let waits = try hasPreviousVersions()
            if waits, awaitsAdoption(open), try !askForAdoption(&open) {
                warn("the rotation \(open.id) waits for proof that consumers took it up; no new one was begun")
                return try outcome(open)
            }
            if isDue(open) { _ = try retire(&open) }
            failed = []
            if open.state.isFinished { return try begin(superseding: nil) }
            if open.state == .withdrawn { return try begin(superseding: open) }
            warnOfSuperseding(open)
            return try begin(superseding: open)
        }
        if open.state.isConcluding { return try begin(superseding: open) }
        if open.state.isFinished { return try begin(superseding: nil) }
        let interrupted = isDue(open) || open.state != .published
        _ = try proceed(&open, fresh: false)
        let why = interrupted ? "had been interrupted and was carried on" : "waits until its value has been published"
        warn("the rotation \(open.id) \(why); no new one was begun")
        if given != nil { warn("the value that was given is not used yet: give it again when that one is done") }
        return try outcome(open)
    }

    /// Says which value ends before its time.
    func warnOfSuperseding(_ open: Rotation) {
        let until = open.expectedNextStep(engine.time).map { " before its overlap had passed (\($0))" } ?? ""
        if let previous = open.previousVersion {
            warn("version \(previous) left the destinations\(until): a new rotation was asked for")
        }
    }

    /// What `advance` and `tick` do.
    func advance() throws -> RotationOutcome? {
        guard var open = try openRotation() else { return nil }
        _ = try proceed(&open, fresh: false)
        return try outcome(open)
    }

    private func begin(
        compromised: Bool, without: [String], superseding open: Rotation?
    ) throws -> RotationOutcome {
        do {
            var rotation = try create(compromised: compromised, without: without, superseding: open)
            // What it took the place of has ended: its debts and its previous value are this one's now, which stays open for
            // them whatever fails.
            if let failure = try proceed(&rotation, fresh: open == nil) { throw failure }
            return try outcome(rotation)
        } catch let failure as SecretsError {
            // A timer that came back every minute would make and throw away a value each time.
            if isScheduled, try openRotation() == nil { try note(failure, at: .create) }
            throw failure
        }
    }

    /// Whether time allows the next step.
    func isDue(_ rotation: Rotation) -> Bool { rotation.isDue(engine.time) }

    /// Does every step that time allows. Gives the failure where a fresh rotation could be abandoned because of it,
    /// with nothing changed anywhere; other failures leave a rotation that can be carried on, and a partial outcome.
    func proceed(_ rotation: inout Rotation, fresh: Bool) throws -> (any Failure)? {
        while !rotation.state.isFinished {
            var step = nextStep(rotation) ?? .publish
            let failure: (any Failure)?
            switch rotation.state {
            case .created, .published:
                // An emergency of its own cuts tokens off once the new value signs.
                let owed = rotation.compromised ? nil : try cutOffTokens(&rotation)
                guard isDue(rotation) else {
                    try noteCutoffs(owed)
                    return nil
                }
                failure = rotation.state == .created ? try publish(&rotation) : try promote(&rotation)
                if let failure, fresh, try abandon(rotation) { return failure }
                // Tokens end in an emergency even where a destination could not be told.
                if failure != nil, rotation.compromised { _ = try cutOffTokens(&rotation) }
            case .promoted:
                // What cannot be cut off now is owed, and keeps nobody from being told.
                _ = try cutOffTokens(&rotation)
                failure = try reload(&rotation)
            case .reloaded:
                // What an emergency owes waits for nobody's overlap.
                let owed = try cutOffTokens(&rotation)
                guard try mayRetire(&rotation) else {
                    try noteCutoffs(owed)
                    return nil
                }
                step = .retire
                failure = try retire(&rotation)
            case .withdrawn, .restored:
                guard try conclude(&rotation) else { return nil }
                failure = nil
            case .rollingBack:
                // Owed by an emergency whose place it took: that has nothing to do with which value is valid.
                _ = try cutOffTokens(&rotation)
                failure = try rollBack(&rotation)
            case .retired, .rolledBack, .superseded, .abandoned:
                return nil
            }
            if let failure {
                try note(failure, at: step)
                return nil
            }
            // Until a destination has the new value, what kept rotations from beginning may do so again.
            let mayBeAbandoned = fresh && rotation.state == .published && rotation.nextStepAt == nil
            if !mayBeAbandoned { try forgetTrouble() }
        }
        return nil
    }

    /// Notes what became of an emergency's cut-offs while the rotation waits for something else.
    private func noteCutoffs(_ failure: (any Failure)?) throws {
        if let failure {
            try note(failure, at: .cutoff, parks: false)
        } else if trouble?.step == .cutoff {
            try forgetTrouble()
        }
    }

    /// Does what is owed after the previous value was taken away, and sees whether anybody shows it still; or what is owed
    /// after it was put back. False where the rotation has to stay open for it.
    private func conclude(_ rotation: inout Rotation) throws -> Bool {
        if let failure = try cutOffTokens(&rotation) {
            try note(failure, at: .cutoff, parks: false)
            return false
        }
        if rotation.state == .restored {
            try endRollback(&rotation)
            return true
        }
        if let failure = try completeLeftOut(&rotation) {
            try note(failure, at: .complete, parks: false)
            return false
        }
        return try confirm(&rotation)
    }
}

extension RotationState {
    /// Whether every value is where it belongs, and only what else is owed keeps the rotation open: another may take its
    /// place.
    var isConcluding: Bool { self == .withdrawn || self == .restored }
}
