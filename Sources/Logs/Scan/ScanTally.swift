internal import Basics

/// Counts the failures of one user, address or route, which come in the order in which they happened.
struct ScanTally {
    private(set) var count = 0
    private(set) var undated = 0
    private(set) var rules: [Int: Int] = [:]
    private(set) var first: Int64?
    private(set) var last: Int64?
    /// The busiest minute: how many, and when it began.
    private(set) var minute = Window(length: 60_000_000)
    /// The busiest second.
    private(set) var second = Window(length: 1_000_000)
    /// From how many addresses within a minute at most, and when.
    private(set) var mostAddresses: (count: Int, at: Int64) = (0, 0)
    private var recent: [(address: String, at: Int64)] = []

    /// The addresses of a user that are remembered at a time.
    private static let remembered = 64

    /// Counts in spans of time, and remembers the fullest.
    struct Window {
        let length: Int64
        private(set) var most = 0
        private(set) var mostAt: Int64 = 0
        /// How many spans had anything.
        private(set) var active = 0
        private var start = Int64.min
        private var count = 0

        init(length: Int64) { self.length = length }

        mutating func add(_ time: Int64, _ amount: Int = 1) {
            let begin = time - ((time % length) + length) % length
            if begin != start {
                (start, count) = (begin, 0)
                active += 1
            }
            count += amount
            if count > most { (most, mostAt) = (count, begin) }
        }
    }

    mutating func add(_ hit: ScanHit, _ amount: ScanAmount, at time: Int64?, address: String) {
        count += amount.count
        for index in 0..<64 where hit.rules >> UInt64(index) & 1 == 1 { rules[index, default: 0] += amount.count }
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
