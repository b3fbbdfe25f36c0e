internal import Basics

/// Counts the failures of one user, address or route, which come in the order in which they happened.
struct ScanTally {
    private(set) var count = 0
    private(set) var undated = 0
    private(set) var rules: [Int: Int] = [:]
    private(set) var first: Int64?
    private(set) var last: Int64?
    /// The busiest minute: how many, and when the first of them was. It may begin anywhere.
    private(set) var minute = Window(length: 60_000_000)
    /// The busiest second, in the same way.
    private(set) var second = Window(length: 1_000_000)
    /// From how many addresses within a minute at most, and when.
    private(set) var mostAddresses: (count: Int, at: Int64) = (0, 0)
    private var recent: [(address: String, at: Int64)] = []

    /// The addresses of a user that are remembered at a time.
    private static let remembered = 64

    /// Counts in a window that moves along with time, and remembers when it was fullest. It moves by a thirty-second of its
    /// length, so that it takes little memory whatever comes; it is never longer than it should be.
    struct Window {
        private static let steps: Int64 = 32

        let length: Int64
        private(set) var most = 0
        private(set) var mostAt: Int64 = 0
        private var spans: [(step: Int64, first: Int64, count: Int)] = []

        init(length: Int64) { self.length = length }

        mutating func add(_ time: Int64, _ amount: Int = 1) {
            guard amount > 0 else { return }
            let part = length / Self.steps
            let step = (time - ((time % part) + part) % part) / part
            spans.removeFirst(spans.prefix { $0.step <= step - Self.steps }.count)
            if let last = spans.last, last.step == step {
                spans[spans.count - 1].count.grow(by: amount)
            } else {
                spans.append((step, time, amount))
            }
            let count = spans.reduce(into: 0) { $0.grow(by: $1.count) }
            if count > most { (most, mostAt) = (count, spans[0].first) }
        }
    }

    mutating func add(_ hit: ScanHit, _ amount: ScanAmount, at time: Int64?, address: String) {
        count.grow(by: amount.count)
        for index in 0..<64 where hit.rules >> UInt64(index) & 1 == 1 { rules[index, default: 0].grow(by: amount.count) }
        guard let time else {
            undated += 1
            return
        }
        if first == nil { first = time }
        last = time
        minute.add(time, amount.withinMinute)
        second.add(time, amount.withinSecond)
        guard !address.isEmpty else { return }
        recent.removeAll { $0.address == address || $0.at < time - 60_000_000 }
        if recent.count >= Self.remembered { recent.removeFirst() }
        recent.append((address, time))
        if recent.count > mostAddresses.count { mostAddresses = (recent.count, time) }
    }

    /// Adds what was counted of rows without a time.
    mutating func add(undated other: ScanTally) {
        count.grow(by: other.count)
        undated += other.undated
        for (rule, count) in other.rules { rules[rule, default: 0].grow(by: count) }
    }
}

extension Int {
    /// Adds, up to the largest number: counters of others may stand at anything.
    fileprivate mutating func grow(by amount: Int) {
        let (sum, isTooLarge) = addingReportingOverflow(amount)
        self = isTooLarge ? .max : sum
    }
}

/// How much a hit counts for: a row once, a counter as much as it has grown.
struct ScanAmount {
    let count: Int
    /// How much of it fell into one minute and into one second.
    let withinMinute: Int
    let withinSecond: Int

    static let row = ScanAmount(count: 1, withinMinute: 1, withinSecond: 1)

    private init(count: Int, withinMinute: Int, withinSecond: Int) {
        self.count = count
        self.withinMinute = withinMinute
        self.withinSecond = withinSecond
    }

    /// What a counter has grown by over some microseconds; nil where that is nothing. It grew at some time between two
    /// looks at it: if they are minutes apart, so much of it as falls on one is counted for the minute, and nobody knows
    /// of single seconds.
    init?(increase: Double, over microseconds: Int64) {
        guard increase >= 0.5, increase < 1e15 else { return nil }
        let minutes = max(1, Double(microseconds) / 60_000_000)
        self.init(count: Int(increase.rounded()), withinMinute: Int((increase / minutes).rounded()), withinSecond: 0)
    }
}
