internal import Basics
internal import Redis
internal import Synchronization

/// A request that was in flight when its session was revoked, and saves it again: what a plain deletion misses.
final class DrillAttacker: Sendable {
    private let isStopped = Atomic(false)
    private let saves = Atomic(0)

    /// Saves `value` under `key` every `interval` until stopped.
    static func start(
        _ endpoint: RedisEndpoint, key: String, value: String, every interval: Duration
    ) -> (attacker: DrillAttacker, thread: BackgroundThread<Void>) {
        let attacker = DrillAttacker()
        let thread = BackgroundThread {
            var connection = try RedisConnection(endpoint)
            while !attacker.isStopped.load(ordering: .relaxed) {
                _ = try connection.command("SET", .string(key), .string(value), "EX", "86400")
                attacker.saves.add(1, ordering: .relaxed)
                pause(interval)
            }
        }
        return (attacker, thread)
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// How often it has saved so far.
    var count: Int { saves.load(ordering: .relaxed) }
}
