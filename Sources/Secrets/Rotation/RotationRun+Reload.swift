internal import Basics
internal import Configuration

extension RotationRun {
    /// Whether there are hooks, and something that may run them.
    var hasReloadHooks: Bool { engine.reload != nil && !definition.reload.isEmpty }

    /// Makes sure that each hook could be run. In an emergency that does not stop anything.
    func checkReloadHooks(compromised: Bool) throws {
        guard let runner = engine.reload else { return }
        for hook in definition.reload {
            do {
                try runner.check(hook)
            } catch let error as any Failure {
                let failure = SecretsError.consumer(what: "the reload hook '\(hook.name)' cannot be run", error)
                guard compromised else { throw failure }
                warn(failure.message)
            }
        }
    }

    /// Runs the reload hooks that have not run yet, in order. Gives the failure of one: it is tried again next time.
    func runReloadHooks(_ rotation: inout Rotation) throws -> (any Failure)? {
        let hooks = definition.reload
        guard let runner = engine.reload else { return nil }
        while rotation.steps.reloads < hooks.count {
            try engine.boundary("before reload hook \(rotation.steps.reloads)")
            let hook = hooks[rotation.steps.reloads]
            do {
                try runner.run(hook)
            } catch let error as any Failure {
                warn("the reload hook '\(hook.name)' failed: \(error.message)")
                reloadFailed = true
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
        rotation.nextStepAt = awaitsAdoption(rotation) ? nil : endOfOverlap(rotation)
    }
}
