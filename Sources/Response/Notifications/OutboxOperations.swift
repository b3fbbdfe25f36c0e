public import Basics
public import Notifications

/// Has messages of the outbox tried again at once.
public struct RetryNotifications: Operation {
    public let action = "notify.retry"
    private let ids: [Int64]?

    /// - Parameter ids: the messages; nil for all that are parked.
    public init(_ ids: [Int64]?) { self.ids = ids }

    public var intent: String {
        guard let ids else { return "try the parked messages again" }
        return "try message \(ids.map(String.init).joined(separator: ", ")) again"
    }

    public func plan(_ workspace: Workspace) throws -> OutboxListing {
        OutboxListing(items: try items(workspace), at: workspace.time.now)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> NotificationReceipt {
        let outbox = try workspace.outbox
        var chosen: [OutboxItem] = []
        for item in try items(workspace) {
            let channel = workspace.configuration.channels.first { $0.name == item.payload.channel }?.channel
            do {
                chosen.append(try outbox.retry(item.id, keepsState: channel?.keepsState ?? false))
            } catch let error as OutboxError where ids == nil {
                // Of all that are parked, those that come too late stay where they are.
                guard case .overtaken = error else { throw error }
            }
        }
        let deliveries = try workspace.deliver(
            through: chosen.map(\.payload.channel), policy: RetryPolicy(), impatiently: true)
        return NotificationReceipt(
            event: nil, incident: record.incident,
            deliveries: try chosen.map { item in
                try deliveries.first { $0.id == item.id } ?? outbox.existing(item.id).standing(at: workspace.time.now)
            })
    }

    private func items(_ workspace: Workspace) throws -> [OutboxItem] {
        let outbox = try workspace.outbox
        return try ids.map { try $0.map { try outbox.existing($0) } }
            ?? outbox.items().filter { $0.state == .parked }
    }
}

/// Takes messages of the outbox off the list.
public struct DropNotifications: Operation {
    public let action = "notify.drop"
    private let ids: [Int64]

    public init(_ ids: [Int64]) { self.ids = ids }

    public var intent: String { "drop message \(ids.map(String.init).joined(separator: ", "))" }

    public func plan(_ workspace: Workspace) throws -> OutboxListing {
        let outbox = try workspace.outbox
        return OutboxListing(items: try ids.map { try outbox.existing($0) }, at: workspace.time.now)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> OutboxListing {
        let outbox = try workspace.outbox
        let reason = "dropped by \(record.actor)" + (record.reason.map { ": \($0)" } ?? "")
        return OutboxListing(items: try ids.map { try outbox.drop($0, because: reason) }, at: workspace.time.now)
    }
}

/// Messages of the outbox.
public struct OutboxListing: OperationReceipt {
    public let items: [OutboxItem]
    /// When they were looked at.
    public let at: Timestamp

    public init(items: [OutboxItem], at: Timestamp) {
        self.items = items
        self.at = at
    }

    public var status: ExitStatus { .done }
    public var summary: String {
        items.isEmpty
            ? "nothing in the outbox"
            : items.map { "message \($0.id) (\($0.payload.channel)) is \($0.state.rawValue)" }.joined(separator: "; ")
    }

    public func encode(to encoder: any Encoder) throws { try items.encode(to: encoder) }
}
