import Basics
import Notifications
import Response

/// Every payload byte for byte, with its size and limits.
struct PreviewResult: CommandResult {
    let payloads: [Payload]

    func encode(to encoder: any Encoder) throws { try payloads.encode(to: encoder) }

    func text(width: Int, style: Style) -> String {
        payloads.map { payload in
            var lines = [
                style.bold(
                    "\(payload.channel) (\(payload.kind.rawValue)) for \(payload.audience.rawValue), \(payload.size) bytes of \(payload.contentType)")
            ]
            lines.append(String(decoding: payload.body, as: UTF8.self).printableLines)
            lines += payload.limits.map { "  \($0.name): \($0.used) of \($0.limit) \($0.unit.rawValue)" }
            lines += payload.cuts.map { style.yellow("  cut: \($0.part): \($0.dropped) \($0.unit.rawValue) left out") }
            lines += payload.notes.map { "  \($0.printable)" }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}

extension NotificationReceipt: CommandResult {
    func text(width: Int, style: Style) -> String {
        guard !deliveries.isEmpty else { return "Nothing to tell." }
        return deliveries.map { delivery in
            let mark =
                switch delivery.outcome {
                case .delivered: style.green("✓")
                case .held, .dropped: style.cyan("…")
                case .retryable: style.yellow("…")
                case .failed: style.red("✗")
                }
            var lines = [
                "\(mark) \(delivery.channel) (\(delivery.kind.rawValue), \(delivery.audience.rawValue)): "
                    + (delivery.reason?.printable ?? "delivered")
            ]
            if let hint = delivery.hint { lines.append("  " + hint.printable) }
            if let id = delivery.id {
                switch delivery.outcome {
                case .retryable: lines.append("  message \(id) stays in the outbox: 'firebreak tick' tries again")
                case .failed: lines.append("  message \(id) is parked: 'firebreak notify outbox retry \(id)'")
                case .delivered, .held, .dropped: break
                }
            }
            return (lines + delivery.notes.map { "  " + $0.printable }).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
