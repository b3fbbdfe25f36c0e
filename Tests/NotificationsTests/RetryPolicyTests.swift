import Configuration
import Notifications
import Synchronization
import Testing

@Suite struct RetryPolicyTests {
    /// The pauses that a sender makes for a receiver that always answers 503.
    private func pauses(_ policy: RetryPolicy, chance: Double, retryAfter: String? = nil) throws -> [Duration] {
        let receiver = try Receiver([.status(503, headers: retryAfter.map { ["Retry-After": $0] } ?? [:])])
        let made = Recorder()
        let sender = Sender(environment: [:], policy: policy, pause: made.add, chance: { chance })
        let channel = SlackChannel(name: "ops", url: ConfigurationText(literal: receiver.url))
        let delivery = sender.send(channel.render(MessageText(.sample(), for: .responders)), through: channel)
        #expect(delivery.outcome == .retryable)
        #expect(delivery.attempts == made.all.count + 1)
        return made.all
    }

    @Test func `Doubles up to the longest, half of it by chance`() throws {
        let policy = RetryPolicy(attempts: 6, firstPause: .seconds(1), longestPause: .seconds(6))
        #expect(try pauses(policy, chance: 0) == [0.5, 1, 2, 3, 3].map { .seconds($0) })
        #expect(try pauses(policy, chance: 0.5) == [0.75, 1.5, 3, 4.5, 4.5].map { .seconds($0) })
    }

    @Test func `Once is once, and never less`() throws {
        #expect(try pauses(.once, chance: 0) == [])
        #expect(try pauses(RetryPolicy(attempts: 0), chance: 0) == [])
    }

    @Test func `A service's wish is never undercut`() throws {
        let policy = RetryPolicy(attempts: 3, firstPause: .seconds(4), longestPause: .seconds(10))
        #expect(try pauses(policy, chance: 0, retryAfter: "3") == [.seconds(3), .seconds(4)])
        #expect(try pauses(policy, chance: 0, retryAfter: "10") == [.seconds(10), .seconds(10)])
        #expect(try pauses(policy, chance: 0, retryAfter: "11") == [])
    }
}

private final class Recorder: Sendable {
    private let made = Mutex<[Duration]>([])
    var all: [Duration] { made.withLock { $0 } }
    func add(_ pause: Duration) { made.withLock { $0.append(pause) } }
}
