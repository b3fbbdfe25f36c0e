internal import Basics
internal import Configuration

extension RotationRun {
    /// Whether there are hooks, and something that may run them.
    var hasReloadHooks: Bool { engine.reload != nil && !definition.reload.isEmpty }

    /// Makes sure that each hook could be run. In an emergency that does not stop anything.
    func checkReloadHooks(compromised: Bool) throws {
        guard let runner = engine.reload else { return }
        for hook in definition.reload {
            guard let failure = failure(of: hook, runner) else { continue }
            guard compromised else { throw failure }
            warn(failure.message)
        }
    }

    /// Why a hook could not be run; nil where it could.
    func failure(of hook: ConsumerReload, _ runner: any ReloadRunner) -> SecretsError? {
        do {
            try runner.check(hook)
            return nil
        } catch {
            let failure = error as? any Failure ?? DestinationError.unreadable("unexpected: \(error)")
            return .consumer(what: "the reload hook '\(hook.name)' cannot be run", failure)
        }
    }

    /// Says that a hook did not succeed.
    func remarkOnFailure(of hook: ConsumerReload, _ failure: any Failure) {
        warn("the reload hook '\(hook.name)' failed: \(failure.message)")
        reloadFailed = true
    }

    /// Runs the reload hooks that have not run yet, in order. Gives the failure of one: it is tried again next time.
    func runReloadHooks(_ rotation: inout Rotation) throws -> (any Failure)? {
        let hooks = definition.reload
        guard let runner = engine.reload else { return nil }
        while rotation.steps.reloads < hooks.count {
            try engine.boundary(beforeOutside: "before reload hook \(rotation.steps.reloads)")
            let hook = hooks[rotation.steps.reloads]
            do {
                try runner.run(hook)
            } catch let error as any Failure {
                remarkOnFailure(of: hook, error)
                return error
            }
            try engine.boundary("after reload hook \(rotation.steps.reloads)")
            rotation.steps.reloads += 1
            try save(rotation)
        }
        return nil
    }

    /// Tells consumers to take the new value up, and sets when the previous one is to be retired. Gives the failure of
    /// a hook.
    func reload(_ rotation: inout Rotation) throws -> (any Failure)? {
        if let failure = try runReloadHooks(&rotation) { return failure }
        settle(&rotation, at: now)
        try save(rotation)
        return nil
    }

    /// Notes that consumers have been told, and what was left out.
    func settle(_ rotation: inout Rotation, at now: Timestamp) {
        if !definition.reload.isEmpty, engine.reload == nil {
            warn("the reload hooks were not run: nothing here may start programs")
        }
        rotation.steps.reloadedAt = now
        rotation.state = .reloaded
        // Who asks what is due must find what waits for nothing: in an emergency the previous value has gone already.
        if awaitsAdoption(rotation) || !keepsPrevious(compromised: rotation.compromised) {
            rotation.nextStepAt = nil
        } else {
            rotation.wait(until: endOfOverlap(rotation), engine.time)
        }
    }
}
