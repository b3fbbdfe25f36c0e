public import Basics

/// A flag on its way to more and more of its users, in steps with a hold after each.
public struct Rollout: Sendable, Hashable, Identifiable {
    /// Its name: `ro-` and 16 hexadecimal digits.
    public let id: String
    /// The source's name.
    public let source: String
    /// The flag's name.
    public let flag: String
    /// What it is to do.
    public let course: RolloutCourse
    /// Where it stands.
    public internal(set) var state: RolloutState
    /// How many steps hold, or are being brought about.
    public internal(set) var step: Int
    /// Whether it goes back step by step, where it goes back.
    public internal(set) var isGradual: Bool
    /// What it was doing when it was paused.
    public internal(set) var resumesTo: RolloutState?
    /// Why it is in its state, where that is not the plain course of things.
    public internal(set) var reason: String?
    /// What went wrong when it was last tried to go on; it is tried again.
    public internal(set) var failure: String?
    /// How much of the present hold or bake has gone by while it was watched and every gate was good.
    public internal(set) var watched: Duration
    /// When it was last looked at.
    public internal(set) var watchedAt: Timestamp?
    /// What each gate showed.
    public internal(set) var watches: [GateWatch]
    /// Who began it, why, and for which incident.
    public let cause: OverrideCause
    public let startedAt: Timestamp
    public internal(set) var stateSince: Timestamp
    public internal(set) var finishedAt: Timestamp?
    var revision: Int64
    /// How many steps held before the move that was just made; nil where it changed nothing of the flag.
    var earlierStep: Int?

    /// For how many of the users it is changed; 0 where nothing of it holds.
    public var percent: Int { percent(at: step) }

    private func percent(at step: Int) -> Int { step > 0 ? course.steps[min(step, course.steps.count) - 1] : 0 }

    /// What the flag was or is, in a few words for reports.
    private func described(at step: Int) -> String { step > 0 ? "\(percent(at: step)) %" : "as before the rollout" }

    /// The time of the present hold or bake; nil where it is in neither.
    public var span: Duration? {
        switch state {
        case .holding, .holdingBack: course.hold
        case .baking: course.bake
        default: nil
        }
    }
    /// What is left of it.
    public var remaining: Duration? { span.map { max(.zero, $0 - watched) } }
    /// Whether it has come to its end.
    public var isFinished: Bool { finishedAt != nil }
}

/// What a rollout is to do.
public struct RolloutCourse: Sendable, Hashable {
    /// The percentages, each larger than the one before.
    public let steps: [Int]
    /// How long after each step, but for the last.
    public let hold: Duration
    /// How long after the last.
    public let bake: Duration
    /// The names of the gates, or of groups of them.
    public let gates: [String]
    /// The variant that is rolled out; nil for the one that can only be meant.
    public let variant: String?

    /// Throws where the steps do not rise from 1 to 100.
    public init(
        steps: [Int], hold: Duration, bake: Duration? = nil, gates: [String] = [], variant: String? = nil
    ) throws(RolloutError) {
        guard let first = steps.first, first >= 1, let last = steps.last, last <= 100, steps.count <= 100,
            zip(steps, steps.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .invalidSteps }
        self.steps = steps
        self.hold = hold
        self.bake = bake ?? hold
        self.gates = gates
        self.variant = variant
    }
}

/// Where a rollout stands.
public enum RolloutState: String, Sendable, Codable, CaseIterable {
    /// A step is being taken: it is on disk, and the flag may or may not be changed.
    case stepping
    /// A step holds, and is watched.
    case holding
    /// The last step holds, and is watched.
    case baking
    /// Nothing happens until somebody says so; gates that roll back still do.
    case paused
    /// Steps are being taken back.
    case rollingBack
    /// A step was taken back, and the one before it is watched.
    case holdingBack
    /// All steps are taken, and the flag stays so.
    case done
    /// Everybody has what they had before.
    case rolledBack
    /// Nobody follows it any more; the flag was left as it was.
    case abandoned

    public var isFinal: Bool { self == .done || self == .rolledBack || self == .abandoned }
}

extension Rollout: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, flag, source, variant, state, percent, step, steps, holdSeconds, bakeSeconds, watchedSeconds
        case remainingSeconds, gates, readings, reason, failure, resumesTo, actor, why, incident, startedAt, stateSince
        case finishedAt, from, to
    }

    /// For `--json`: lengths of time in seconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(flag, forKey: .flag)
        try container.encode(source, forKey: .source)
        try container.encode(course.variant, forKey: .variant)
        try container.encode(state, forKey: .state)
        try container.encode(percent, forKey: .percent)
        try container.encode(step, forKey: .step)
        try container.encode(course.steps, forKey: .steps)
        try container.encode(course.hold.inSeconds, forKey: .holdSeconds)
        try container.encode(course.bake.inSeconds, forKey: .bakeSeconds)
        try container.encode(watched.inSeconds, forKey: .watchedSeconds)
        try container.encode(remaining?.inSeconds, forKey: .remainingSeconds)
        try container.encode(course.gates, forKey: .gates)
        try container.encode(watches, forKey: .readings)
        try container.encode(reason, forKey: .reason)
        try container.encode(failure, forKey: .failure)
        try container.encode(resumesTo, forKey: .resumesTo)
        try container.encode(cause.actor, forKey: .actor)
        try container.encode(cause.reason, forKey: .why)
        try container.encode(cause.incident, forKey: .incident)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(stateSince, forKey: .stateSince)
        try container.encode(finishedAt, forKey: .finishedAt)
        if let earlierStep, earlierStep != step {
            try container.encode(described(at: earlierStep), forKey: .from)
            try container.encode(described(at: step), forKey: .to)
        }
    }
}
