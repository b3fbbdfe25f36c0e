internal import Configuration
internal import Response

/// A playbook on its way through: the run's own, or one that it calls.
struct RunFrame: Sendable {
    let loaded: LoadedPlaybook
    /// The calls that lead to it, with a slash at the end.
    let prefix: String
    var scope: Scope
    /// When the time of what it is part of is up.
    let deadline: ContinuousClock.Instant?
    /// Whether nothing new is begun: what was done is only gathered, so that it can be undone.
    let isReplay: Bool
}

/// Why the steps after one are not done.
enum RunStop: Error {
    case failed(undo: Bool)
    case waits
    case interrupted
}

/// A step that was come to, and what undoes it.
struct PerformedStep: Sendable {
    let path: String
    let step: PlaybookStep
    /// The calls that lead to it, with a slash at the end.
    let prefix: String
    var scope: Scope
}
