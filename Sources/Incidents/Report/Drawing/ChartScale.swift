internal import Basics

/// The ranges of a chart and the marks on its axes.
struct ChartScale {
    /// Seconds, from the first to the last point or mark.
    let time: ClosedRange<Double>
    /// Values, ends on marks.
    let values: ClosedRange<Double>
    let timeStep: Double
    /// When the seconds began to be counted; nil where nobody knows.
    private let startedAt: Timestamp?
    let valueStep: Double

    init(_ chart: ReportChart) {
        startedAt = chart.startedAt
        let instants = chart.series.flatMap { $0.points.map(\.at) } + chart.marks.map(\.at)
        let (first, last) = (instants.min() ?? 0, instants.max() ?? 0)
        time = first...(last > first ? last : first + 1)
        let values = chart.series.flatMap(\.values)
        var (low, high) = (values.min() ?? 0, values.max() ?? 0)
        // Zero belongs on the axis, unless the values lie so far from it that they would all look alike.
        if low > 0, low < high * 0.6 || low == high { low = 0 }
        if high < 0, high > low * 0.6 || low == high { high = 0 }
        if low == high { high = low + 1 }
        // A range that a double cannot hold is no range that could be drawn.
        if !(high - low).isFinite { (low, high) = (-1e300, 1e300) }
        let step = NiceSteps.decimal(span: high - low, count: 4)
        valueStep = step
        let (bottom, top) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
        self.values = bottom...max(top, bottom + step)
        timeStep = NiceSteps.time(span: time.upperBound - time.lowerBound, count: 5)
    }

    func x(_ at: Double) -> Double { (at - time.lowerBound) / (time.upperBound - time.lowerBound) }
    /// From 0 at the bottom to 1 at the top.
    func y(_ value: Double) -> Double {
        min(1, max(0, (value - values.lowerBound) / (values.upperBound - values.lowerBound)))
    }

    var valueMarks: [Double] { marks(values, valueStep) }
    /// Where the time of day is known, marks stand on its round times.
    var timeMarks: [Double] {
        guard let startedAt else { return marks(time, timeStep) }
        let offset = Double(startedAt.microseconds) / 1e6
        let range = (time.lowerBound + offset)...(time.upperBound + offset)
        return marks(range, timeStep).map { $0 - offset }
    }

    private func marks(_ range: ClosedRange<Double>, _ step: Double) -> [Double] {
        let first = (range.lowerBound / step).rounded(.up)
        return (0...12).map { (first + Double($0)) * step }.filter { $0 <= range.upperBound + step * 0.001 }
    }

    /// The time of day where it is known; else `250 ms`, `10 s`, `5 min`, `2 h`, in the unit that fits the distance of the
    /// marks.
    func timeLabel(_ seconds: Double) -> String {
        if let startedAt { return label(startedAt + .microseconds(Int64((seconds * 1e6).rounded()))) }
        return switch timeStep {
        case ..<1: "\(ReportText.figure(seconds * 1000)) ms"
        case ..<60: "\(ReportText.figure(seconds)) s"
        case ..<3600: "\(ReportText.figure(seconds / 60)) min"
        case ..<86_400: "\(ReportText.figure(seconds / 3600)) h"
        default: "\(ReportText.figure(seconds / 86_400)) d"
        }
    }

    /// `03:04:05`, `03:04`, or `21 Nov` where the marks are days apart.
    private func label(_ instant: Timestamp) -> String {
        switch timeStep {
        case ..<60: ReportText.time(instant)
        case ..<86_400: String(ReportText.time(instant).dropLast(3))
        default: ReportText.shortDate(instant)
        }
    }
}
