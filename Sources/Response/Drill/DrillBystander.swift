internal import Basics
internal import Redis
internal import Synchronization

/// An ordinary client that keeps reading and writing while others revoke, and remembers how long each answer took.
final class DrillBystander: Sendable {
    /// How long one command took, and when it ended.
    struct Sample: Sendable {
        let at: Timestamp
        let microseconds: Int64
    }

    private let isStopped = Atomic(false)
    private let samples = Mutex<[Sample]>([])

    /// Starts at once: half reads, half writes, about two thousand a second.
    static func start(_ endpoint: RedisEndpoint) -> (bystander: DrillBystander, thread: BackgroundThread<Void>) {
        let bystander = DrillBystander()
        let thread = BackgroundThread { try bystander.work(endpoint) }
        return (bystander, thread)
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// What was felt between two instants, in milliseconds.
    func latency(from start: Timestamp, to end: Timestamp) -> DrillLatency {
        DrillLatency(
            microseconds: samples.withLock { all in
                all.filter { $0.at >= start && $0.at <= end }.map(\.microseconds)
            })
    }

    /// All samples in slices of time, for a chart: seconds from `start`, and the 99th percentile of each slice.
    func percentiles(from start: Timestamp, slices: Int) -> [(seconds: Double, milliseconds: Double)] {
        let all = samples.withLock { $0 }.filter { $0.at >= start }
        guard let last = all.last?.at, last > start else { return [] }
        let width = max(1, (last - start).inMicroseconds / Int64(slices) + 1)
        return Dictionary(grouping: all) { ($0.at - start).inMicroseconds / width }
            .sorted { $0.key < $1.key }
            .map { slice, samples in
                (Double(slice * width) / 1_000_000, DrillLatency(microseconds: samples.map(\.microseconds)).p99)
            }
    }

    private func work(_ endpoint: RedisEndpoint) throws {
        var connection = try RedisConnection(endpoint)
        var count = 0
        while !isStopped.load(ordering: .relaxed) {
            count += 1
            let start = ContinuousClock.now
            if count.isMultiple(of: 2) {
                _ = try connection.command("GET", .string("cart:user\(count % DrillPopulation.neighbours)"))
            } else {
                _ = try connection.command("SET", "bystander:counter", .string(String(count)))
            }
            let sample = Sample(at: TimeSource.system.now, microseconds: (ContinuousClock.now - start).inMicroseconds)
            samples.withLock { $0.append(sample) }
            pause(.microseconds(400))
        }
    }
}

/// Percentiles of a client's waiting time, in milliseconds.
public struct DrillLatency: Sendable, Encodable {
    /// How many commands were measured.
    public let samples: Int
    public let p50: Double
    public let p99: Double
    public let max: Double

    init(microseconds: [Int64]) {
        let sorted = microseconds.sorted()
        samples = sorted.count
        func percentile(_ fraction: Double) -> Double {
            guard !sorted.isEmpty else { return 0 }
            let index = Int((Double(sorted.count - 1) * fraction).rounded())
            return Double(sorted[index]) / 1000
        }
        (p50, p99, max) = (percentile(0.5), percentile(0.99), percentile(1))
    }
}
