internal import Basics
internal import Cryptography
internal import Files
internal import State
internal import Synchronization

extension RotationEngine {
    /// Goes through a rotation, from its creation to the retirement of the previous value, with a keyring and
    /// destinations of its own that are thrown away afterwards. Real are the reading of the destinations, what they say
    /// of a change beforehand, and the checks of hooks and probes; nothing that is real is changed. Throws what would
    /// stop the rotation.
    public func rehearse(_ definition: SecretDefinition) throws -> RehearsalReport {
        var start = ContinuousClock.now
        var warnings = try plan(definition).warnings
        let checked = ContinuousClock.now - start

        AbandonedRehearsals.remove(in: context.lockDirectory)
        // Beside the state, whose folder is private, since values come to stand in it.
        try PrivateDirectory.ensure(context.lockDirectory)
        let directory = context.lockDirectory + "/" + AbandonedRehearsals.prefix + Random.identifier()
        // While it is held, nobody takes the folder for one that a killed rehearsal has left.
        let lock = try FileLock(path: directory + AbandonedRehearsals.lockSuffix)
        defer {
            TemporaryDirectory.remove(directory)
            try? AtomicFile.remove(directory + AbandonedRehearsals.lockSuffix)
            withExtendedLifetime(lock) {}
        }
        try PrivateDirectory.ensure(directory)
        let run = try RotationRun(self, definition)
        var shadows: [(shadow: ShadowDestination, checked: Duration)] = []
        for destination in run.destinations {
            start = .now
            let shadow = try run.at(destination) { try ShadowDestination(of: destination, in: directory) }
            shadows.append((shadow, ContinuousClock.now - start))
        }

        let clock = RehearsalClock(time)
        let steps = StepTimes()
        var engine = try shadowEngine(definition, directory, clock.source)
        engine.boundary = { name in steps.note(name) }
        let shadow = definition.rehearsed(at: shadows.map(\.shadow))
        steps.begin()
        warnings += try engine.rotate(shadow).warnings
        for wait in [definition.publishAhead, definition.overlap] {
            clock.pass(wait)
            steps.begin()
            warnings += try engine.advance(shadow)?.warnings ?? []
        }
        if !definition.reload.isEmpty { warnings.append("the reload hooks were checked and not run") }
        if definition.adoption != nil {
            warnings.append("that the probe can be asked was checked; it was not waited for")
        }
        var unique: [String] = []
        for warning in warnings where !unique.contains(warning) { unique.append(warning) }
        return RehearsalReport(
            name: definition.name, kind: definition.kind.name, checkSeconds: checked.inSeconds, steps: steps.steps,
            destinations: shadows.map { shadow, checked in
                .init(
                    name: shadow.name, shadow: shadow.kind, checkSeconds: checked.inSeconds,
                    writeSeconds: shadow.writing.inSeconds)
            },
            warnings: unique)
    }

    /// An engine on a state of its own that knows the live versions of a secret.
    private func shadowEngine(
        _ definition: SecretDefinition, _ directory: String, _ time: TimeSource
    ) throws -> RotationEngine {
        let database = try SQLiteDatabase(path: directory + "/state.db")
        let keyring = try Keyring(database: database, unlock: .keyFile(path: directory + "/keyring.key"), time: time)
        let kind = definition.kind
        for version in try self.keyring.versions(of: definition.name) {
            guard version.stage == .current || version.stage == .previous else { continue }
            let stored = try self.keyring.value(of: definition.name, version.version, kind.name)
            try database.write { session in
                _ = try stored.value.withSecret {
                    try keyring.insert($0, stored.form, of: definition.name, kind: kind, stage: version.stage, session)
                }
            }
        }
        return RotationEngine(
            keyring: keyring, database: database, time: time, environment: context.environment,
            lockDirectory: directory, reload: RehearsedReload())
    }
}

/// Hooks that are left out: they were checked before.
private struct RehearsedReload: ReloadRunner {
    func check(_ hook: ConsumerReload) throws {}
    func run(_ hook: ConsumerReload) throws {}
}

/// A clock that is ahead of another.
private final class RehearsalClock: Sendable {
    private let base: TimeSource
    private let ahead = Mutex(Duration.zero)
    init(_ base: TimeSource) { self.base = base }
    func pass(_ duration: Duration) { ahead.withLock { $0 += duration } }
    var source: TimeSource { TimeSource { self.base.now + self.ahead.withLock { $0 } } }
}

/// When each step came to its end.
private final class StepTimes: Sendable {
    private let state = Mutex((last: ContinuousClock.now, steps: [RehearsalReport.Step]()))

    var steps: [RehearsalReport.Step] { state.withLock { $0.steps } }

    /// The time that passed until now was nobody's.
    func begin() { state.withLock { $0.last = .now } }

    func note(_ boundary: String) {
        let ends: [String: RotationStep] = [
            "created": .create, "saved published": .publish, "promoted": .promote, "saved reloaded": .reload,
            "retired": .retire,
        ]
        guard let step = ends[boundary] else { return }
        state.withLock { state in
            // A state is saved again and again by the step that comes next.
            guard !state.steps.contains(where: { $0.step == step }) else { return }
            let now = ContinuousClock.now
            state.steps.append(.init(step: step, seconds: (now - state.last).inSeconds))
            state.last = now
        }
    }
}
