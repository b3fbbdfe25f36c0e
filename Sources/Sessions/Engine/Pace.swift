internal import Basics
internal import Synchronization

/// How hard one node is worked: as hard as the other clients do not notice. A probe measures what they feel
/// (`LatencyProbe`) and changes it, the worker looks at it before each batch.
///
/// Batches of a hundred are as fast as any (measured: issue 3's table), so they never grow beyond. It slows down to
/// batches of ten with rests between them and no further: somebody waits for the end of the revocation too.
final class Pace: Sendable {
    static let largest = 100
    static let smallest = 10
    private static let longestRest = 5000
    /// How long a replica that cannot keep up is waited for at a stretch, in microseconds.
    private static let longestHold = 30_000_000

    private let size = Atomic(Pace.largest)
    /// Between two batches, in microseconds.
    private let restLength = Atomic(0)
    private let isHeld = Atomic(false)

    /// How many keys go into a command.
    var batchSize: Int { size.load(ordering: .relaxed) }
    /// Whether it cannot slow down further.
    var isSlowest: Bool { batchSize == Self.smallest && restLength.load(ordering: .relaxed) == Self.longestRest }
    /// How long to rest before the next batch.
    var rest: Duration { .microseconds(restLength.load(ordering: .relaxed)) }

    /// What the others felt of late: above the limit it slows down, well below it recovers.
    func adapt(to latency: Duration, limit: Duration) {
        let (size, rest) = (batchSize, restLength.load(ordering: .relaxed))
        if latency > limit {
            if size > Self.smallest {
                self.size.store(max(Self.smallest, size / 2), ordering: .relaxed)
            } else {
                restLength.store(min(Self.longestRest, max(500, rest * 2)), ordering: .relaxed)
            }
        } else if latency < limit / 2 {
            if rest > 0 {
                restLength.store(rest < 1000 ? 0 : rest / 2, ordering: .relaxed)
            } else {
                self.size.store(min(Self.largest, size + max(1, size / 4)), ordering: .relaxed)
            }
        }
    }

    /// Whether to wait because a replica falls behind.
    func hold(_ wanted: Bool) { isHeld.store(wanted, ordering: .relaxed) }

    /// Rests as long as it is time to. The longest wait for a replica is bounded: one that is gone never catches up.
    func takeRest(_ shouldStop: () -> Bool) {
        var waited = 0
        while isHeld.load(ordering: .relaxed), waited < Self.longestHold, !shouldStop() {
            pause(.milliseconds(5))
            waited += 5000
        }
        if waited >= Self.longestHold { hold(false) }
        let rest = rest
        if rest > .zero { pause(rest) }
    }
}
