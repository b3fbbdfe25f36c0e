internal import Basics

extension RotationRun {
    /// What `secrets rotate` does.
    func rotate(compromised: Bool) throws -> RotationOutcome {
        guard var open = try openRotation() else { return try begin(compromised: compromised, superseding: nil) }
        if compromised, !open.compromised {
            warn("the unfinished rotation \(open.id) was given up in favour of this one")
            return try begin(compromised: true, superseding: open)
        }
        if open.state == .reloaded {
            // Nothing of it was interrupted: it waits for its overlap, or that has passed and it is to be retired.
            if isDue(open) { _ = try retire(&open) }
            failed = []
            if open.state.isFinished { return try begin(compromised: compromised, superseding: nil) }
            let until = open.nextStepAt.map { " before its overlap had passed (\($0))" } ?? ""
            if let previous = open.previousVersion {
                warn("version \(previous) left the destinations\(until): a new rotation was asked for")
            }
            return try begin(compromised: compromised, superseding: open)
        }
        let interrupted = isDue(open) || open.state != .published
        _ = try proceed(&open, fresh: false)
        let why = interrupted ? "had been interrupted and was carried on" : "waits until its value has been published"
        warn("the rotation \(open.id) \(why); no new one was begun")
        return try outcome(open)
    }

    /// What `advance` and `tick` do.
    func advance() throws -> RotationOutcome? {
        guard var open = try openRotation() else { return nil }
        _ = try proceed(&open, fresh: false)
        return try outcome(open)
    }

    private func begin(compromised: Bool, superseding open: Rotation?) throws -> RotationOutcome {
        var rotation = try create(compromised: compromised, superseding: open)
        if let failure = try proceed(&rotation, fresh: true) { throw failure }
        return try outcome(rotation)
    }

    /// Whether time allows the next step.
    private func isDue(_ rotation: Rotation) -> Bool { rotation.nextStepAt.map { $0 <= now } ?? true }

    /// Does every step that time allows. Gives the failure where a fresh rotation could be abandoned because of it,
    /// with nothing changed anywhere; other failures leave a rotation that can be carried on, and a partial outcome.
    func proceed(_ rotation: inout Rotation, fresh: Bool) throws -> (any Failure)? {
        while !rotation.state.isFinished {
            switch rotation.state {
            case .created, .published:
                guard isDue(rotation) else { return nil }
                let failure =
                    rotation.state == .created ? try publish(&rotation) : try promote(&rotation)
                if let failure { return try fresh && abandon(rotation) ? failure : nil }
            case .promoted:
                guard try reload(&rotation) else { return nil }
            case .reloaded:
                let waits = try keyring.versions(of: name).contains { $0.stage == .previous }
                guard isDue(rotation) || !waits else { return nil }
                if try retire(&rotation) != nil { return nil }
            case .rollingBack:
                try rollBack(&rotation)
                if !rotation.state.isFinished { return nil }
            case .retired, .rolledBack, .superseded, .abandoned:
                return nil
            }
        }
        return nil
    }
}
