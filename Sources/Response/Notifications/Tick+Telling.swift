internal import Basics
internal import Notifications
internal import State

extension Tick {
    /// Notes what nobody was told of yet, and delivers what is due.
    func tell(_ workspace: Workspace) -> [TickReceipt.Item] {
        do {
            guard !isDryRun else {
                let now = workspace.time.now
                return try workspace.outbox.items().filter { $0.state == .waiting && $0.nextTryAt <= now }.map { item in
                    TickReceipt.Item(
                        action: "tell", subject: item.payload.channel, outcome: .due,
                        summary: "message \(item.id): '\(item.payload.event.rawValue)'")
                }
            }
            try Upkeep(workspace: workspace).perform()
            let deliveries = try workspace.deliver()
            let outbox = try workspace.outbox
            try outbox.prune()
            return try deliveries.map { TickReceipt.Item($0) } + deliveredElsewhere(workspace, outbox)
        } catch {
            let failure = error as? any Failure
            return [
                TickReceipt.Item(
                    action: "tell", subject: "outbox", outcome: .failed,
                    summary: failure?.message ?? "unexpected: \(String(describing: error))")
            ]
        }
    }
}

extension Tick {
    /// The channels in which something is due that another firebreak is delivering.
    private func deliveredElsewhere(_ workspace: Workspace, _ outbox: Outbox) throws -> [TickReceipt.Item] {
        let leases = try workspace.leases
        return try outbox.channelsWithDue().compactMap { channel in
            try leases.other(at: Outbox.leaseName(channel)).map { other in
                TickReceipt.Item(
                    action: "tell", subject: channel, outcome: .skipped,
                    summary: LeaseError.held(name: other.name, by: other.holder, until: other.heldUntil).message)
            }
        }
    }
}

extension TickReceipt.Item {
    /// A message that was tried.
    fileprivate init(_ delivery: Delivery) {
        let number = delivery.id.map { "message \($0): " } ?? ""
        let outcome: TickReceipt.Outcome =
            switch delivery.outcome {
            case .delivered, .dropped: .done
            case .retryable, .held: .partial
            case .failed: .parked
            }
        self.init(
            action: "tell", subject: delivery.channel, outcome: outcome,
            summary: "\(number)'\(delivery.event.rawValue)'" + (delivery.reason.map { ": \($0)" } ?? ""))
    }
}
