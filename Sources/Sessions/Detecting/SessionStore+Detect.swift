internal import Basics
internal import Redis

extension SessionStore {
    /// Says from a sample of keys which layouts a database holds, whatever layout this store has. Reads only.
    public func detect(sample limit: Int = 5000) throws(SessionsError) -> LayoutDetection {
        let reporter = ProgressReporter(isCancelled: { false }, report: { _ in })
        let session = try StoreSession(self, nil, reporter)
        do {
            let workers = session.nodes.map(\.worker)
            let sample = try KeySample(of: workers, limit: limit)
            let search = LayoutSearch(sample, workers)
            let (outcomes, claimed) = try search.run()
            return Self.report(address, sample, outcomes, claimed)
        } catch {
            throw .redis(store: name, error)
        }
    }

    private static func report(
        _ address: String, _ sample: KeySample, _ outcomes: [LayoutTrial.Outcome], _ claimed: Set<Int>
    ) -> LayoutDetection {
        let findings = outcomes.map { finding($0, sample) }.sorted { left, right in
            left.certainty != right.certainty ? left.certainty < right.certainty : left.sampled > right.sampled
        }
        let shapes = KeyShapes()
        for (place, entry) in sample.entries.enumerated() where !claimed.contains(place) {
            entry.key.withUnsafeBytes { shapes.add($0) }
        }
        return LayoutDetection(
            address: address, sampled: sample.entries.count, total: sample.total, findings: findings,
            others: shapes.groups(limit: 8).map { LayoutDetection.Other(keys: $0.pattern, sampled: $0.keys) })
    }

    private static func finding(_ outcome: LayoutTrial.Outcome, _ sample: KeySample) -> LayoutDetection.Finding {
        let candidate = outcome.candidate
        let prefix = Array(candidate.prefix.utf8)
        let alike = prefix.isEmpty ? outcome.fitting.count : sample.entries.count { $0.key.starts(with: prefix) }
        let fraction = Double(outcome.fitting.count) / Double(max(1, sample.entries.count))
        let estimated = sample.total.map { Int((Double($0) * fraction).rounded()) } ?? outcome.fitting.count
        return LayoutDetection.Finding(
            layout: candidate.layout.name, configuration: candidate.configuration,
            keys: candidate.layout.keys.shown, sampled: outcome.fitting.count, estimated: estimated,
            read: outcome.read, decoded: outcome.decoded, named: outcome.named,
            neighbours: max(0, alike - outcome.fitting.count), certainty: certainty(outcome), notes: notes(outcome))
    }

    private static func certainty(_ outcome: LayoutTrial.Outcome) -> LayoutDetection.Certainty {
        if outcome.share < 0.5 { return .possible }
        // Any short text may be somebody's id.
        if !outcome.candidate.layout.hasFields { return .possible }
        guard outcome.candidate.isNamed else { return outcome.named * 2 > outcome.read ? .likely : .possible }
        return outcome.share >= 0.95 && outcome.named > 0 ? .sure : .likely
    }

    private static func notes(_ outcome: LayoutTrial.Outcome) -> [String] {
        var notes: [String] = []
        if outcome.decoded == 0 {
            notes.append("its values do not decode: they may be encrypted, or written by another serialiser")
        } else if outcome.named == 0, outcome.candidate.layout.hasFields {
            notes.append("no value names a user where the layout looks for one: add 'user: FIELD'")
        }
        if outcome.candidate.layout.fallback != nil {
            notes.append("a user may get in without Redis: 'sessions revoke' says what finishes the job")
        }
        return notes
    }
}

extension LayoutDetection.Certainty: Comparable {
    /// The surest first.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .sure: 0
        case .likely: 1
        case .possible: 2
        }
    }
}
