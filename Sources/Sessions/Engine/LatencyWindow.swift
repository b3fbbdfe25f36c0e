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
