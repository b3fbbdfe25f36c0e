internal import Basics
public import Sessions

/// Revokes sessions, watches that none comes back, and counts again.
public struct RevokeSessions: Operation {
    public let action = "sessions.revoke"
    private let store: SessionStore
    private let selector: SessionSelector
    private let watch: Duration
    private let settings: RevocationSettings
    private let progress: @Sendable (RevocationProgress) -> Void
    private let isCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - watch: how long to look for what comes back.
    ///   - progress: called now and then, on the calling thread.
    ///   - isCancelled: asked between batches; true ends the work with a receipt of what was done.
    public init(
        store: SessionStore, selector: SessionSelector, watch: Duration = .seconds(5),
        settings: RevocationSettings = RevocationSettings(),
        isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (RevocationProgress) -> Void = { _ in }
    ) {
        self.store = store
        self.selector = selector
        self.watch = watch
        self.settings = settings
        self.isCancelled = isCancelled
        self.progress = progress
    }

    public var intent: String { "revoke sessions in \(store.name): \(selector)" }

    public func plan(_ workspace: Workspace) throws -> RevocationPlan {
        if settings.requiresCutoff { try store.requireCutoff(for: selector) }
        return try store.plan(
            selector, includeUndecodable: settings.includeUndecodable, isCancelled: isCancelled, progress: progress)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> RevocationReceipt {
        if settings.requiresCutoff { try store.requireCutoff(for: selector) }
        return try store.revoke(
            selector, watch: watch, includeUndecodable: settings.includeUndecodable, replicas: settings.replicas,
            maxLatency: settings.maxLatency, isCancelled: isCancelled, progress: progress)
    }
}

extension SessionsError: UnfinishedWork {
    public var partialReceipt: (any Encodable & Sendable)? {
        if case .interrupted(let receipt, _, _) = self { receipt } else { nil }
    }
}

extension RevocationReceipt: OperationReceipt {
    public var summary: String {
        let back = resurrected > 0 ? ", \(resurrected) came back and went again" : ""
        return
            "revoked \(revoked) of \(matched) sessions in \(store)\(back), \(remaining.map(String.init) ?? "an unknown number") remain"
    }
}
