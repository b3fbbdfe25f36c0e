internal import Basics
internal import Cryptography
internal import State

/// Brings flags to more and more of their users, watches gates meanwhile, and takes everything back where they say so.
///
/// Each change of a rollout's state is on disk before the flag is touched and again after it; the flag itself is changed
/// through `Overrides`, one override for each step, which lie on one another. So the number of overrides that live says
/// how far the flag has really come, whatever the process died of. Nobody's change of the flag is overwritten: the rollout
/// pauses and says so.
public struct Rollouts: Sendable {
    /// What changes flags; within a rollout's lease, by its right too.
    private(set) var overrides: Overrides
    private let gates: [GateConfiguration]
    private let environment: [String: String]
    private let patience: Duration

    /// Time between two looks that counts as watched. What was longer nobody has watched, and no hold goes by with it.
    public static let longestGap: Duration = .seconds(300)

    /// - Parameters:
    ///   - gates: those of the configuration.
    ///   - environment: what references of gates refer to.
    ///   - patience: how long to wait for another operator before giving up with `busy`.
    public init(
        _ overrides: Overrides, gates: [GateConfiguration], environment: [String: String],
        patience: Duration = .seconds(2)
    ) {
        self.overrides = overrides
        self.gates = gates
        self.environment = environment
        self.patience = patience
    }

    var database: any Database { overrides.database }
    var now: Timestamp { overrides.time.now }

    // MARK: Asking

    /// Those that are not finished, or all, the oldest first.
    public func list(all: Bool = false) throws -> [Rollout] {
        try database.read { try all ? RolloutRows($0).all() : RolloutRows($0).open() }
    }

    /// The rollout of a flag that is not finished; else its last one.
    public func rollout(of flag: String, in source: String? = nil) throws -> Rollout {
        let found = try database.read { try RolloutRows($0).rollouts(of: flag, in: source) }
        let open = found.filter { !$0.isFinished }
        guard open.count < 2 else { throw RolloutError.ambiguous(flag: flag, sources: open.map(\.source)) }
        if let only = open.first { return only }
        let sources = Set(found.map(\.source)).sorted()
        guard sources.count < 2 else { throw RolloutError.ambiguous(flag: flag, sources: sources) }
        guard let last = found.last else { throw RolloutError.notFound(flag: flag) }
        return last
    }

    // MARK: Beginning

    /// What a rollout would do. Everything is checked, gates are asked, and nothing is touched or stored.
    public func plan(_ flag: String, _ course: RolloutCourse, in source: any FlagSource) throws -> RolloutPlan {
        let found = try gates(of: course)
        try refuseOthers(flag, source)
        let change = FlagChange(
            flag, .share(FlagShare(percent: course.steps[0], variant: course.variant)), in: source, expecting: nil)
        let planned = try overrides.plan([change], OverrideCause(actor: ""), lockdown: nil)
        let now = now
        return RolloutPlan(
            flag: flag, source: source.name, course: course, from: planned.first?.prior.value ?? .absent,
            readings: found.map { GateWatch($0.name, $0.read(environment, at: now), at: now, after: nil) })
    }

    /// Writes a rollout down; its first step is the move that is due then. Throws where a gate is not good.
    public func begin(
        _ flag: String, _ course: RolloutCourse, in source: any FlagSource, _ cause: OverrideCause
    ) throws -> Rollout {
        let plan = try plan(flag, course, in: source)
        let bad = plan.readings.filter { $0.result != .good && action(of: $0.gate) != .continue }
        guard bad.isEmpty else { throw RolloutError.gatesNotGood(bad) }
        let now = now
        let rollout = Rollout(
            id: "ro-" + Random.identifier(), source: source.name, flag: flag, course: course, state: .stepping, step: 1,
            isGradual: false, watched: .zero, watchedAt: now, watches: plan.readings, cause: cause, startedAt: now,
            stateSince: now, revision: 1)
        do {
            try database.write { try RolloutRows($0).insert(rollout) }
        } catch StateError.constraint {
            throw RolloutError.busy(flag: flag)
        }
        return rollout
    }

    private func refuseOthers(_ flag: String, _ source: any FlagSource) throws {
        let (open, live) = try database.read { session in
            try (
                RolloutRows(session).rollouts(of: flag, in: source.name).first { !$0.isFinished },
                OverrideRows(session).live(source.name, flag).last
            )
        }
        if let open { throw RolloutError.underWay(flag: flag, id: open.id, state: open.state) }
        if let live {
            throw RolloutError.overridden(flag: flag, source: source.name, override: live.id, actor: live.actor)
        }
    }

    // MARK: Gates

    /// The gates of a course, groups taken apart. Throws for names that are not configured.
    func gates(of course: RolloutCourse) throws(RolloutError) -> [Gate] {
        let unknown = course.gates.filter { gates.gates(named: $0).isEmpty }
        guard unknown.isEmpty else { throw .unknownGates(unknown, known: gates.map(\.name)) }
        var found: [Gate] = []
        for gate in course.gates.flatMap({ gates.gates(named: $0) }) where !found.contains(where: { $0.name == gate.name }) {
            found.append(gate)
        }
        return found
    }

    func read(_ gate: Gate, at now: Timestamp) -> GateReading { gate.read(environment, at: now) }

    private func action(of name: String) -> GateAction { gates.gates(named: name).first?.action ?? .pause }

    // MARK: -

    /// Runs work on a rollout alone, of all machines that share the state. Throws `LeaseError.held` where somebody else is
    /// at it for longer than may be waited. What `body` is given writes by the right of the lease.
    func alone<Value>(
        _ rollout: Rollout, wait: Duration? = nil, _ body: (Rollouts) throws -> Value
    ) throws -> Value {
        try overrides.leases.hold(Self.leaseName(rollout.id), wait: wait ?? patience) { lease in
            var own = self
            own.overrides = overrides.within(lease)
            return try body(own)
        }
    }

    /// What a rollout's lease is called.
    public static func leaseName(_ id: String) -> String { "rollout \(id)" }

    /// What a person orders is meant for the rollout in the state that they saw; that its gates were looked at since does
    /// not matter. To be asked alone.
    func renewed(_ rollout: Rollout) throws -> Rollout {
        guard let found = try database.read({ try RolloutRows($0).rollout(rollout.id) }), found.state == rollout.state,
            found.step == rollout.step
        else { throw RolloutError.busy(flag: rollout.flag) }
        var renewed = rollout
        renewed.revision = found.revision
        return renewed
    }

    func save(_ rollout: inout Rollout) throws {
        var changed = rollout
        try database.write { try RolloutRows($0).update(&changed) }
        rollout = changed
    }
}

/// What a rollout would do.
public struct RolloutPlan: Sendable {
    public let flag: String
    public let source: String
    public let course: RolloutCourse
    /// The value now.
    public let from: FlagValue
    /// What its gates show now.
    public let readings: [GateWatch]
}

extension RolloutPlan: Encodable {
    private enum CodingKeys: CodingKey { case flag, source, variant, from, steps, holdSeconds, bakeSeconds, readings }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(flag, forKey: .flag)
        try container.encode(source, forKey: .source)
        try container.encode(course.variant, forKey: .variant)
        try container.encode(from, forKey: .from)
        try container.encode(course.steps, forKey: .steps)
        try container.encode(course.hold.inSeconds, forKey: .holdSeconds)
        try container.encode(course.bake.inSeconds, forKey: .bakeSeconds)
        try container.encode(readings, forKey: .readings)
    }
}
