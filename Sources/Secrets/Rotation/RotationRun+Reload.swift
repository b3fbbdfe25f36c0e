internal import Basics
internal import Configuration

extension RotationRun {
    /// Whether there are hooks, and something that may run them.
    var hasReloadHooks: Bool { engine.reload != nil && !definition.reload.isEmpty }

    /// Runs the reload hooks that have not run yet, in order. False where one failed: it is tried again next time.
    func runReloadHooks(_ rotation: inout Rotation) throws -> Bool {
        let hooks = definition.reload
        guard let runner = engine.reload else { return true }
        while rotation.steps.reloads < hooks.count {
            try engine.boundary("before reload hook \(rotation.steps.reloads)")
            let hook = hooks[rotation.steps.reloads]
            do {
                try runner.run(hook)
            } catch let error as any Failure {
                warn("the reload hook '\((hook.arguments.first ?? "").printable)' failed: \(error.message)")
                reloadFailed = true
                return false
            }
            try engine.boundary("after reload hook \(rotation.steps.reloads)")
            rotation.steps.reloads += 1
            try save(rotation)
        }
        return true
    }

    /// Tells consumers to take the new value up, and sets when the previous one is to be retired. False where a hook
    /// failed.
    func reload(_ rotation: inout Rotation) throws -> Bool {
        guard try runReloadHooks(&rotation) else { return false }
        settle(&rotation, at: now)
        try save(rotation)
        return true
    }

    /// Notes that consumers have been told, and what was left out.
    func settle(_ rotation: inout Rotation, at now: Timestamp) {
        if !definition.reload.isEmpty, engine.reload == nil {
            warn("the reload hooks were not run: nothing here may start programs")
        }
        if definition.adoption != nil {
            warn("adoption was not checked: this version does not probe consumers")
        }
        rotation.steps.reloadedAt = now
        rotation.state = .reloaded
        rotation.nextStepAt = (rotation.steps.promotedAt ?? now) + definition.overlap
    }
}
