internal import Notifications

extension Workspace {
    /// How many messages wait, and for how long, by channel.
    func outboxMetrics() throws -> [MetricFamily] {
        var waiting = MetricFamily("firebreak_outbox_waiting", "Messages that are due and not delivered.")
        var parked = MetricFamily("firebreak_outbox_parked", "Messages that wait for somebody: refused, or given up.")
        var held = MetricFamily("firebreak_outbox_held", "Messages that are to be told later.")
        var oldest = MetricFamily(
            "firebreak_outbox_oldest_timestamp_seconds", "Since when the oldest message that is due has waited.")
        let standings = try outbox.standings()
        // Every channel has its zero: what comes and goes cannot be alerted on.
        let names = configuration.channels.map(\.name)
        for name in names + standings.map(\.channel).filter({ !names.contains($0) }) {
            let standing = standings.first { $0.channel == name }
            waiting.add(["channel": name], Double(standing?.waiting ?? 0))
            parked.add(["channel": name], Double(standing?.parked ?? 0))
            held.add(["channel": name], Double(standing?.held ?? 0))
            if let since = standing?.oldest { oldest.add(["channel": name], since.inSeconds) }
        }
        return [waiting, parked, held, oldest]
    }
}
