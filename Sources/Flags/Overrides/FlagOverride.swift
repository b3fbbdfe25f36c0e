public import Basics

/// One change of a flag that firebreak made, and what was there before it.
///
/// Overrides of one flag lie on one another like sheets: the newest holds. Taking a sheet away shows the one below it,
/// and below the last is what was there before all of them. So an incident's overrides can be taken back without
/// undoing what another incident still needs.
public struct FlagOverride: Sendable, Hashable, Identifiable {
    /// Its name: `ov-` and 16 hexadecimal digits.
    public let id: String
    /// What was changed as one, such as a lockdown or a rollout, shares this; else the same as `id`.
    public let unit: String
    /// The source's name.
    public let source: String
    /// The flag's name.
    public let flag: String
    /// What was there before it.
    public let prior: FlagSnapshot
    /// What it set.
    public let target: FlagSnapshot
    /// Where it stands in its life.
    public var state: State
    /// Who did it, why, for which incident, until when.
    public let cause: OverrideCause
    /// The lockdown's name, where it is part of one.
    public let lockdown: String?
    /// When.
    public let createdAt: Timestamp
    /// When it came to its end, whichever.
    public let endedAt: Timestamp?
    /// What the user should know, a sentence each; known only right after the change.
    public var warnings: [String] = []
    /// What went wrong with its source's reload hooks, a sentence each; known only right after the change.
    public var reloadFailures: [String] = []

    /// The first override of those that lie on one another.
    let chain: String
    /// The order in which overrides were made.
    let sequence: Int64

    /// Where an override stands in its life.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Stored, and perhaps written: the next change or `tick` finds out, and finishes or undoes it.
        case pending
        /// It failed or was interrupted, and is being put back: whoever comes next goes on with that, and never lets it hold.
        case undoing
        /// It holds.
        case active
        /// A newer one lies on it.
        case superseded
        /// Taken back.
        case restored
        /// Somebody else changed the flag, and what was there before was therefore left alone.
        case overtaken
        /// It failed or was interrupted, and nothing of it remains.
        case undone
        /// Its rollout is done, and what it set is how the flag is now.
        case kept
    }

    /// Whether it was stored and nobody knows yet that it holds, or that nothing of it remains.
    public var isUnsettled: Bool { state == .pending || state == .undoing }
    /// Whether it holds or waits below one that does.
    public var isLive: Bool { state == .active || state == .superseded }

    /// Who did it.
    public var actor: String { cause.actor }
    /// Why.
    public var reason: String? { cause.reason }
    /// The incident to which it belongs.
    public var incident: String? { cause.incident }
    /// When it is to be taken back.
    public var expiresAt: Timestamp? { cause.expiresAt }
}

/// Who changes a flag, and why.
public struct OverrideCause: Sendable, Hashable {
    /// Who.
    public let actor: String
    /// Why, in that person's words.
    public let reason: String?
    /// The incident to which it belongs.
    public let incident: String?
    /// When it is to be taken back; nil for not by itself.
    public let expiresAt: Timestamp?

    public init(actor: String, reason: String? = nil, incident: String? = nil, expiresAt: Timestamp? = nil) {
        self.actor = actor
        self.reason = reason
        self.incident = incident
        self.expiresAt = expiresAt
    }
}

extension FlagOverride: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, unit, source, flag, prior, value, state, actor, reason, incident, lockdown, createdAt, expiresAt
        case endedAt, warnings
    }

    /// For `--json`: `prior` and `value` as values; times in ISO 8601.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(unit, forKey: .unit)
        try container.encode(source, forKey: .source)
        try container.encode(flag, forKey: .flag)
        try container.encode(prior.value, forKey: .prior)
        try container.encode(target.value, forKey: .value)
        try container.encode(state, forKey: .state)
        try container.encode(actor, forKey: .actor)
        try container.encode(reason, forKey: .reason)
        try container.encode(incident, forKey: .incident)
        try container.encode(lockdown, forKey: .lockdown)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(expiresAt, forKey: .expiresAt)
        try container.encode(endedAt, forKey: .endedAt)
        let remarks = warnings + reloadFailures
        if !remarks.isEmpty { try container.encode(remarks, forKey: .warnings) }
    }
}
