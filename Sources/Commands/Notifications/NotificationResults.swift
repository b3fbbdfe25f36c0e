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
                    "\(payload.channel) (\(payload.kind.rawValue)), \(payload.size) bytes of \(payload.contentType)")
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
        deliveries.map { delivery in
            let mark = delivery.outcome == .delivered ? style.green("✓") : style.red("✗")
            let lines = [
                "\(mark) \(delivery.channel) (\(delivery.kind.rawValue)): \(delivery.reason?.printable ?? "delivered")"
            ]
            return
                (lines + [delivery.hint].compactMap { $0.map { "  " + $0.printable } }
                + delivery.notes.map { "  " + $0.printable })
                .joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
