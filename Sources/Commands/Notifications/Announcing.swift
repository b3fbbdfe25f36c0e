import Basics
import Notifications
import Response

extension Console {
    /// Delivers what the command made known by itself, as that an incident was opened. That it could not be delivered
    /// is no failure of the command: it is in the outbox.
    func tellAnnouncements(of workspace: Workspace) {
        do {
            for delivery in try workspace.deliverAnnouncements() {
                let what = "'\(delivery.event.rawValue)' to \(delivery.channel) (\(delivery.audience.rawValue))"
                switch delivery.outcome {
                case .delivered: remark("told \(what)")
                case .held, .dropped: break
                case .retryable:
                    warn("not told yet: \(what): \(delivery.reason ?? ""); 'firebreak tick' tries again")
                case .failed:
                    warn("not told: \(what): \(delivery.reason ?? ""); see 'firebreak notify outbox'")
                }
            }
        } catch {
            warn("the outbox could not be seen to: \((error as? any Failure)?.message ?? "\(error)")")
        }
    }
}
