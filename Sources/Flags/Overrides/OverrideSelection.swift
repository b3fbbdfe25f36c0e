public import Basics

/// Which overrides are to be taken back.
public enum OverrideSelection: Sendable, Hashable {
    /// One override, by its id, or all of a flag, by the flag's name; `source` where several have the flag.
    case flagOrOverride(String, source: String?)
    /// What a lockdown changed, by the profile's name or by the id that its overrides share.
    case lockdown(String)
    /// What was changed for an incident.
    case incident(String)
    /// Those whose time had run out at an instant.
    case expired(Timestamp)
    /// The steps of a rollout, but for so many of the first ones.
    case rollout(String, keeping: Int)

    /// Those of `live` that are meant. Throws where none is, except for those that have run out.
    func select(from live: [FlagOverride]) throws(FlagsError) -> [FlagOverride] {
        let selected: [FlagOverride]
        let what: String
        switch self {
        case .flagOrOverride(let name, let source):
            let byID = live.filter { $0.id == name }
            selected = byID.isEmpty ? live.filter { $0.flag == name && (source ?? $0.source) == $0.source } : byID
            what = "'\(name.printable)' is not overridden"
            let sources = Set(selected.map(\.source)).sorted()
            guard sources.count < 2 else { throw .ambiguousSource(flag: name, sources: sources) }
        case .lockdown(let name):
            selected = live.filter { ($0.lockdown == name || $0.unit == name) && $0.lockdown != nil }
            what = "nothing is locked down by '\(name.printable)'"
        case .incident(let id):
            selected = live.filter { $0.incident == id }
            what = "no flag is overridden for the incident \(id.printable)"
        case .expired(let now): return live.filter { $0.isExpired(now) }
        case .rollout(let id, let kept): return Array(live.filter { $0.unit == id }.dropFirst(kept))
        }
        guard !selected.isEmpty else { throw .nothingToRestore(what) }
        return selected
    }
}
