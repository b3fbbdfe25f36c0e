internal import Basics

/// Where instants stand on a line of time. Incidents are busy for minutes and then wait for days: long stretches in
/// which nothing happened are folded into breaks of a fixed width, which are drawn as such.
struct TimeScale {
    /// A stretch that is drawn to scale; fractions of the whole width.
    struct Segment {
        let start: Timestamp
        let end: Timestamp
        var left = 0.0
        var right = 0.0
    }

    /// A mark on the axis.
    struct Tick {
        let fraction: Double
        let label: String
        /// 0, or 1 for a second line under the first, so that neighbours do not meet.
        let row: Int
    }

    private(set) var segments: [Segment]

    private static let breakWidth = 0.06
    private static let narrowest = 0.12
    private static let mostBreaks = 2
    /// In seconds: what is over sooner is drawn to scale.
    private static let shortestFold = 300.0
    /// A stretch is folded where it is longer than this share of what is left.
    private static let emptyShare = 0.4

    init(_ instants: [Timestamp]) {
        let sorted = instants.sorted()
        guard let first = sorted.first, let last = sorted.last else {
            segments = []
            return
        }
        var gaps = zip(sorted, sorted.dropFirst()).map { (from: $0, to: $1) }
        gaps.sort { $0.to - $0.from > $1.to - $1.from }
        var active = (last - first).inSeconds
        var folded: [(from: Timestamp, to: Timestamp)] = []
        for gap in gaps.prefix(Self.mostBreaks) {
            let length = (gap.to - gap.from).inSeconds
            guard length >= Self.shortestFold, length > active * Self.emptyShare else { break }
            folded.append(gap)
            active -= length
        }
        segments = []
        var start = first
        for gap in folded.sorted(by: { $0.from < $1.from }) {
            segments.append(Segment(start: start, end: gap.from))
            start = gap.to
        }
        segments.append(Segment(start: start, end: last))
        layOut(active)
    }

    private mutating func layOut(_ active: Double) {
        let room = 1 - Double(segments.count - 1) * Self.breakWidth
        let shares = segments.map { segment in
            max(Self.narrowest, active > 0 ? (segment.end - segment.start).inSeconds / active : 1)
        }
        let total = shares.reduce(0, +)
        var left = 0.0
        for index in segments.indices {
            segments[index].left = left
            segments[index].right = left + shares[index] / total * room
            left = segments[index].right + Self.breakWidth
        }
    }

    /// From 0 at the left to 1 at the right.
    func fraction(of instant: Timestamp) -> Double {
        guard let segment = segments.last(where: { $0.start <= instant }) else { return 0 }
        guard segment.end > segment.start else { return segments.count == 1 ? 0.5 : (segment.left + segment.right) / 2 }
        let share = (instant - segment.start).inSeconds / (segment.end - segment.start).inSeconds
        guard share > 1 else { return segment.left + share * (segment.right - segment.left) }
        return min(1, segment.right + Self.breakWidth / 2)
    }

    /// The folded stretches, and how long each is.
    var breaks: [(left: Double, right: Double, duration: Duration)] {
        zip(segments, segments.dropFirst()).map { ($0.right, $1.left, $1.start - $0.end) }
    }

    /// The marks of the axis.
    var ticks: [Tick] {
        guard let first = segments.first, let last = segments.last else { return [] }
        let spansDays = ReportText.date(first.start) != ReportText.date(last.end)
        var ticks: [Tick] = []
        var shownDate = spansDays ? "" : ReportText.shortDate(first.start)
        for (index, segment) in segments.enumerated() {
            for (instant, format) in instants(of: segment) {
                let date = ReportText.shortDate(instant)
                let time = format(instant)
                ticks.append(
                    Tick(
                        fraction: fraction(of: instant), label: date == shownDate ? time : "\(date), \(time)",
                        row: index % 2))
                shownDate = date
            }
        }
        return ticks
    }

    private func instants(of segment: Segment) -> [(Timestamp, (Timestamp) -> String)] {
        let span = (segment.end - segment.start).inSeconds
        let count = Int(((segment.right - segment.left) * 5).rounded(.down))
        let seconds: (Timestamp) -> String = { ReportText.time($0) }
        guard span > 0, count > 1 else { return [(segment.start, seconds)] }
        let step = NiceSteps.time(span: span, count: count)
        let stepMicroseconds = max(1, Int64(step * 1_000_000))
        let format: (Timestamp) -> String =
            switch step {
            case ..<0.1: { ReportText.time($0, fractionDigits: 3) }
            case ..<1: { ReportText.time($0, fractionDigits: 1) }
            case ..<60: seconds
            default: { String(ReportText.time($0).prefix(5)) }
            }
        // The first multiple of the step at or after the start; the epoch is midnight, so steps fall on round times.
        let rest = segment.start.microseconds % stepMicroseconds
        var next = segment.start.microseconds - rest + (rest > 0 ? stepMicroseconds : 0)
        var found: [(Timestamp, (Timestamp) -> String)] = []
        while next <= segment.end.microseconds, found.count <= count {
            found.append((Timestamp(microseconds: next), format))
            next += stepMicroseconds
        }
        return found.isEmpty ? [(segment.start, seconds)] : found
    }
}
