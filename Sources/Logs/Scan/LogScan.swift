internal import Basics
internal import Synchronization

/// Looks through logs for rows that fulfil rules, and for users, addresses and routes that stand out among them.
public struct LogScan: Sendable {
    /// More users, addresses or routes than these of each are not counted each.
    private static let mostNames = 100_000

    /// More rules than these cannot be told apart in one row.
    static let mostRules = 64

    /// What is looked for; at most 64.
    public let rules: [ScanRule]
    /// From when on something is remarkable.
    public var limits = ScanLimits()

    /// A scan with the built-in rules and others.
    public init(rules own: [ScanRule] = []) {
        rules = Array((ScanRule.builtIn + own).prefix(Self.mostRules))
    }

    /// Scans what a reading gives.
    public func scan(_ reading: LogReading) throws -> ScanReport {
        let encoder = ScanEncoder(rules: rules)
        var board = Board()
        let undated = Mutex(Board())
        let summary = try reading.merge(
            makeEncoder: { encoder },
            undated: { record, source in
                let subject = ScanSubject(record, of: source)
                let found = encoder.matching(record, subject)
                guard found != 0 else { return }
                var bytes = ByteBuffer(capacity: 512)
                ScanHit.write(found, subject, into: &bytes)
                let hit = ScanHit(bytes.bytes)
                undated.withLock { $0.add(hit, at: nil) }
            }
        ) { time, bytes in
            if bytes.count > 0 { board.add(ScanHit(bytes), at: time) }
        }
        // Those whose time is known come first where there are more names than are counted each.
        board.add(undated: undated.withLock { $0 })
        return report(board, summary)
    }

    /// The tallies.
    private struct Board {
        var all = ScanTally()
        var names: [ScanFinding.Kind: [String: ScanTally]] = [:]
        var uncounted = 0

        /// What the counters were when they were met last.
        private var counters: [String: (value: Double, at: Int64)] = [:]

        mutating func add(_ hit: ScanHit, at time: Int64?) {
            var amount = ScanAmount.row
            if !hit.series.isEmpty {
                guard let increase = increase(hit, at: time) else { return }
                amount = increase
            }
            all.add(hit, amount, at: time, address: "")
            count(.user, hit.user, hit, amount, time, address: hit.address)
            count(.address, hit.address, hit, amount, time, address: "")
            count(.route, hit.route, hit, amount, time, address: "")
        }

        /// Adds what was counted of rows without a time.
        mutating func add(undated other: Board) {
            all.add(undated: other.all)
            uncounted += other.uncounted
            for (kind, tallies) in other.names {
                for (name, tally) in tallies {
                    guard names[kind, default: [:]].count < LogScan.mostNames || names[kind]?[name] != nil else {
                        uncounted += tally.count
                        continue
                    }
                    names[kind, default: [:]][name, default: ScanTally()].add(undated: tally)
                }
            }
        }

        /// By how much a counter has grown; nil where it has not, or where this is the first that is known of it.
        private mutating func increase(_ hit: ScanHit, at time: Int64?) -> ScanAmount? {
            guard let time, let value = Double(hit.value), value.isFinite else { return nil }
            guard counters.count < LogScan.mostNames || counters[hit.series] != nil else {
                uncounted += 1
                return nil
            }
            guard let before = counters.updateValue((value, time), forKey: hit.series) else { return nil }
            // A counter that is less than it was began anew (prometheus.io, "rate()").
            let grown = value < before.value ? value : value - before.value
            return ScanAmount(increase: grown, over: time - before.at)
        }

        private mutating func count(
            _ kind: ScanFinding.Kind, _ name: String, _ hit: ScanHit, _ amount: ScanAmount, _ time: Int64?,
            address: String
        ) {
            guard !name.isEmpty else { return }
            guard names[kind, default: [:]].count < LogScan.mostNames || names[kind]?[name] != nil else {
                uncounted += 1
                return
            }
            names[kind, default: [:]][name, default: ScanTally()].add(hit, amount, at: time, address: address)
        }
    }

    private func report(_ board: Board, _ summary: LogSummary) -> ScanReport {
        let span = (board.all.last ?? 0) - (board.all.first ?? 0)
        let minutes = max(1, Double(span) / 60_000_000)
        var findings: [ScanFinding] = []
        for (kind, tallies) in board.names {
            for (name, tally) in tallies { findings.append(finding(kind, name, tally, minutes)) }
        }
        findings.sort { ($1.count, $0.kind.rawValue, $0.name) < ($0.count, $1.kind.rawValue, $1.name) }
        return ScanReport(
            summary: summary,
            rules: rules.enumerated().compactMap { index, rule in
                board.all.rules[index].map {
                    ScanReport.Rule(name: rule.name, meaning: rule.meaning, origin: rule.origin, count: $0)
                }
            },
            hits: board.all.count, firstSeen: board.all.first.map(Timestamp.init(microseconds:)),
            lastSeen: board.all.last.map(Timestamp.init(microseconds:)), findings: findings,
            uncounted: board.uncounted)
    }

    private func finding(
        _ kind: ScanFinding.Kind, _ name: String, _ tally: ScanTally, _ minutes: Double
    ) -> ScanFinding {
        func peak(_ count: Int, _ at: Int64, _ isRemarkable: Bool) -> ScanPeak? {
            isRemarkable ? ScanPeak(count: count, at: Timestamp(microseconds: at)) : nil
        }
        let dated = tally.count - tally.undated
        // What there is in the other minutes of the whole time; at least one a minute, so that one is no wonder.
        let usual = max(1, Double(dated - tally.minute.most) / minutes)
        let isSpike = tally.minute.most >= limits.spike && Double(tally.minute.most) >= usual * limits.spikeFactor
        return ScanFinding(
            kind: kind, name: name, count: tally.count,
            rules: Dictionary(uniqueKeysWithValues: tally.rules.map { (rules[$0.key].name, $0.value) }),
            firstSeen: tally.first.map(Timestamp.init(microseconds:)),
            lastSeen: tally.last.map(Timestamp.init(microseconds:)),
            spike: peak(tally.minute.most, tally.minute.mostAt, isSpike),
            // Many people use a route at the same time.
            burst: peak(tally.second.most, tally.second.mostAt, kind != .route && tally.second.most >= limits.burst),
            addresses: peak(
                tally.mostAddresses.count, tally.mostAddresses.at, tally.mostAddresses.count >= limits.addresses))
    }
}
