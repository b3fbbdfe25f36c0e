internal import Basics
internal import State

/// Rotations of many plain secrets, done together: each step is on disk for all of them before the next begins, in one
/// transaction, and each place is read and written once for all that stand in it. What a step leaves behind for each
/// secret is what it would leave behind alone, so that whoever comes next may carry it on alone.
///
/// A secret of which a step fails stays behind with what is noted of it, and the others go on.
final class RotationBatch {
    let engine: RotationEngine
    let isScheduled: Bool
    let progress: (BatchProgress) -> Void

    init(_ engine: RotationEngine, isScheduled: Bool, progress: @escaping (BatchProgress) -> Void) {
        self.engine = engine
        self.isScheduled = isScheduled
        self.progress = progress
    }

    var now: Timestamp { engine.time.now }

    func report(_ stage: BatchProgress.Stage, _ done: Int, of total: Int) {
        progress(BatchProgress(stage: stage, done: done, total: total))
    }

    /// What is known of each secret; an error where it cannot be worked on.
    func load(_ definitions: [SecretDefinition]) throws -> [Result<BatchItem, any Error>] {
        let state = try engine.database.read { try BatchState(definitions.map(\.name), $0) }
        return definitions.map { definition in
            Result {
                let name = definition.name
                let run = try RotationRun(
                    engine, definition, stored: state.kinds[name], trouble: state.troubles[name],
                    without: state.rotations[name]?.steps.without ?? [])
                run.isScheduled = isScheduled
                return BatchItem(
                    run, isStored: state.kinds[name] != nil, versions: state.versions[name] ?? [],
                    rotation: state.rotations[name])
            }
        }
    }

    // MARK: What secrets rotate and advance do

    /// `rotate` for many. Those whose unfinished rotation is not plain are done alone.
    func rotate(_ items: [BatchItem], compromised: Bool) throws {
        var fresh: [(item: BatchItem, superseded: Rotation?)] = []
        var interrupted: [BatchItem] = []
        var alone: [BatchItem] = []
        let over = items.filter { item in
            guard let open = item.rotation else { return false }
            return open.state == .reloaded && !open.isOwing && item.run.isDue(open)
                && (open.compromised || !compromised)
        }
        // Where what is previous cannot be taken away, that does not keep a new rotation from beginning.
        try retire(over)
        for item in over {
            (item.failure, item.run.failed) = (nil, [])
            if item.rotation?.state.isFinished == true { item.rotation = nil }
        }
        for item in items where item.error == nil {
            guard let open = item.rotation else {
                fresh.append((item, nil))
                continue
            }
            switch open.state {
            // What an emergency owes is no business of many at once.
            case _ where open.isOwing: alone.append(item)
            case _ where compromised && !open.compromised:
                item.run.warn("the unfinished rotation \(open.id) was given up in favour of this one")
                fresh.append((item, open))
            case .reloaded:
                item.run.warnOfSuperseding(open)
                fresh.append((item, open))
            case .created, .published, .promoted:
                if item.run.isDue(open) { interrupted.append(item) } else { alone.append(item) }
            default: alone.append(item)
            }
        }
        try begin(fresh, compromised: compromised)
        try proceed(fresh.map(\.item) + interrupted)
        for item in interrupted {
            let id = item.rotation?.id ?? ""
            item.run.warn("the rotation \(id) had been interrupted and was carried on; no new one was begun")
        }
        for item in alone { workAlone(item) { try item.run.rotate(compromised: compromised, without: []) } }
    }

    /// `advance` for many.
    func advance(_ items: [BatchItem]) throws {
        var plain: [BatchItem] = []
        for item in items {
            guard let open = item.rotation else { continue }
            switch open.state {
            case _ where open.isOwing: workAlone(item) { try item.run.advance() }
            case .created, .published, .promoted, .reloaded: if item.run.isDue(open) { plain.append(item) }
            default: workAlone(item) { try item.run.advance() }
            }
        }
        try proceed(plain)
    }

    private func workAlone(_ item: BatchItem, _ body: () throws -> RotationOutcome?) {
        do { item.aloneOutcome = try body() } catch { item.error = error }
    }

    /// Does every step that time allows, for all that are at it.
    private func proceed(_ items: [BatchItem]) throws {
        func at(_ states: RotationState...) -> [BatchItem] {
            items.filter { $0.isInOrder && $0.rotation.map { states.contains($0.state) } == true }
        }
        try promote(at(.created, .published))
        try reload(at(.promoted))
        try retire(
            at(.reloaded).filter { item in !item.hasPrevious || item.rotation.map(item.run.isDue) == true })
    }

    /// What the call comes to for a secret.
    func outcome(_ item: BatchItem) -> Result<RotationOutcome?, any Error> {
        if let error = item.error { return .failure(error) }
        if let outcome = item.aloneOutcome { return .success(outcome) }
        return .success(item.rotation.map { item.run.outcome($0, versions: item.versions) })
    }

    // MARK: Failures

    /// Notes that a step could not be done, with how far it got. Gives up what was begun in this call and has not
    /// reached any destination.
    func settleFailures(_ items: [BatchItem], at step: RotationStep) throws {
        let failed = items.filter { $0.failure != nil && $0.error == nil }
        guard !failed.isEmpty else { return }
        let lost = try abandonable(failed)
        let gone = Set(lost.map { ObjectIdentifier($0) })
        var noted: [(BatchItem, RotationTrouble)] = []
        try engine.database.write { session in
            for item in failed {
                guard let failure = item.failure, let rotation = item.rotation else { continue }
                var step = step
                if gone.contains(ObjectIdentifier(item)) {
                    try item.run.finish(rotation, as: .abandoned, session)
                    if !isScheduled { continue }
                    step = .create
                } else {
                    try RotationRows.update(rotation, session)
                }
                let trouble = item.run.trouble(of: failure, at: step)
                try TroubleRows.put(trouble, session)
                noted.append((item, trouble))
            }
        }
        for (item, trouble) in noted { item.run.remember(trouble) }
        for item in lost { (item.error, item.rotation) = (item.failure, nil) }
        try engine.boundary("noted trouble of \(failed.count)")
    }

    /// Those of which no destination has anything.
    private func abandonable(_ items: [BatchItem]) throws -> [BatchItem] {
        let fresh = items.filter { item in
            item.isFresh && item.rotation.map { [.created, .published].contains($0.state) } == true
        }
        let failures = fresh.map(\.failure)
        for item in fresh { item.failure = nil }
        try inspect(fresh)
        defer { for (item, failure) in zip(fresh, failures) { item.failure = failure } }
        return fresh.filter { item in
            item.failure == nil
                && !item.holdings.contains { $0.versions.values.contains(item.rotation?.version ?? 0) }
        }
    }
}
