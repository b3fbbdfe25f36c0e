internal import Basics
internal import Redis

/// Asks ten times a second whether revoked keys exist again, and goes through the whole node as often as that costs it a
/// tenth of its time at most: sessions under new ids come to light only so.
struct PollingWatcher: Watcher {
    private static let interval = Duration.milliseconds(100)
    /// The most keys asked for in one interval: about 4 ms of the server's time.
    private static let keysAtOnce = 20_000
    private static let shortestRest = Duration.milliseconds(500)

    private let node: StoreNode
    /// The slots of the node's keys; nil where it has all keys.
    private let slots: Set<Int>?
    private let clock = ContinuousClock()
    private var keys = KeyList()
    /// How many revoked keys there were when `keys` was made of them.
    private var keysBefore = 0
    private var next = 0
    /// How long the last pass over the node took, and when it ended.
    private var passLength: Duration
    private var passEnded: ContinuousClock.Instant

    /// - Parameter passLength: how long the first pass took.
    init(_ node: StoreNode, slots: Set<Int>?, passLength: Duration) {
        self.node = node
        self.slots = slots
        self.passLength = passLength
        passEnded = clock.now
    }

    mutating func watch(until end: ContinuousClock.Instant?) throws(PassFailure) {
        while end.map({ clock.now < $0 }) ?? true, !node.worker.takeStop() {
            let tick = clock.now
            try lookAtRevoked()
            if clock.now - passEnded >= max(Self.shortestRest, passLength * 9),
                end.map({ clock.now + passLength <= $0 }) ?? true
            {
                try scan()
            }
            let wake = tick + Self.interval
            let rest = (end.map { min($0, wake) } ?? wake) - clock.now
            if rest > .zero { pause(rest) }
        }
    }

    /// Some of the keys in turn, all of them where they are few.
    private mutating func lookAtRevoked() throws(PassFailure) {
        let findings = node.worker.findings
        if findings.removedCount != keysBefore {
            keysBefore = findings.removedCount
            keys = mine(findings.removedKeys)
        }
        if next >= keys.count { next = 0 }
        let range = next..<min(keys.count, next + Self.keysAtOnce)
        next = range.upperBound
        try node.worker.examine(keys, range, origin: .watch, onlyExisting: true)
    }

    private func mine(_ all: KeyList) -> KeyList {
        guard let slots else { return all }
        var mine = KeyList()
        for (index, slot) in all.slots.enumerated() where slots.contains(slot) {
            all.withKey(index) { mine.append($0) }
        }
        return mine
    }

    private mutating func scan() throws(PassFailure) {
        let start = clock.now
        try node.scan()
        passEnded = clock.now
        passLength = passEnded - start
    }
}
