/// Decides what latency is too much. Where working as slowly as can be does not help, it is not our work that the others
/// feel, and waiting longer would only leave the sessions alive: what they feel anyway is then the measure.
struct LatencyJudge {
    /// So often in a row it must not have helped.
    private static let enough = 40
    private let wanted: Duration
    private var current: Duration
    private var failures = 0

    init(limit: Duration) {
        wanted = limit
        current = limit
    }

    /// The limit for now.
    mutating func limit(for latency: Duration, isSlowest: Bool) -> Duration {
        if latency <= wanted / 2 {
            current = wanted
            failures = 0
        } else if isSlowest, latency > current {
            failures += 1
            if failures >= Self.enough {
                current = latency * 3
                failures = 0
            }
        }
        return current
    }
}

/// What a few hundred round trips of late took.
struct LatencyWindow {
    private static let capacity = 200
    private var samples: [Duration] = []
    private var next = 0

    /// How many it holds.
    var count: Int { samples.count }

    /// Takes one in; the oldest goes.
    mutating func add(_ sample: Duration) {
        if samples.count < Self.capacity {
            samples.append(sample)
        } else {
            samples[next] = sample
            next = (next + 1) % Self.capacity
        }
    }

    /// Forgets them: what they measured has changed.
    mutating func removeAll() {
        samples.removeAll(keepingCapacity: true)
        next = 0
    }

    /// What 99 of 100 stayed below; zero where there are none.
    var p99: Duration { samples.isEmpty ? .zero : samples.sorted()[(samples.count * 99 - 1) / 100] }
}
