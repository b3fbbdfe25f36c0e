internal import Basics
public import Sessions

/// Revokes sessions and holds the line: revokes whatever of them comes back, for a time or until told to stop.
public struct WatchSessions: Operation {
    public let action = "sessions.watch"
    private let store: SessionStore
    private let selector: SessionSelector
    private let length: Duration?
    private let settings: RevocationSettings
    private let isCancelled: @Sendable () -> Bool
    private let progress: @Sendable (RevocationProgress) -> Void

    /// - Parameters:
    ///   - length: nil until `isCancelled` says that it is over.
    ///   - isCancelled: asked between batches; true ends the watch, after which the sessions are counted again.
    ///   - progress: called now and then, on the calling thread.
    public init(
        store: SessionStore, selector: SessionSelector, length: Duration?,
        settings: RevocationSettings = RevocationSettings(), isCancelled: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (RevocationProgress) -> Void = { _ in }
    ) {
        self.store = store
        self.selector = selector
        self.length = length
        self.settings = settings
        self.isCancelled = isCancelled
        self.progress = progress
    }

    public var intent: String {
        "revoke sessions in \(store.name): \(selector); and what comes back "
            + (length.map { "for \($0.compact)" } ?? "until told to stop")
    }

    public func plan(_ workspace: Workspace) throws -> RevocationPlan {
        try store.plan(
            selector, includeUndecodable: settings.includeUndecodable, isCancelled: isCancelled, progress: progress)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> RevocationReceipt {
        try store.watch(
            selector, for: length, includeUndecodable: settings.includeUndecodable, replicas: settings.replicas,
            maxLatency: settings.maxLatency, isCancelled: isCancelled, progress: progress)
    }
}

/// How sessions are revoked, by whichever operation.
public struct RevocationSettings: Sendable {
    /// Values that cannot be read go too.
    public var includeUndecodable: Bool
    /// How many replicas of each server must have the removals.
    public var replicas: Int
    /// How much longer than before commands of other clients may take.
    public var maxLatency: Duration
    /// Nothing is done where no cut-off would be set.
    public var requiresCutoff: Bool

    /// What the commands do where nothing is said.
    public init(
        includeUndecodable: Bool = false, replicas: Int = 0, maxLatency: Duration = .milliseconds(5),
        requiresCutoff: Bool = false
    ) {
        self.includeUndecodable = includeUndecodable
        self.replicas = replicas
        self.maxLatency = maxLatency
        self.requiresCutoff = requiresCutoff
    }
}
