public import Basics
internal import JSON

/// Something that was measured over a time.
public struct ReportChart: Sendable, Hashable {
    /// One line of it.
    public struct Series: Sendable, Hashable {
        /// What was measured.
        public var name: String
        /// In the order of their time.
        public var points: [Point]
    }

    /// One measurement.
    public struct Point: Sendable, Hashable {
        /// Seconds since the measuring began.
        public var at: Double
        /// The value; nil where it is unknown, which is not the same as zero.
        public var value: Double?
    }

    /// An instant that is pointed out.
    public struct Mark: Sendable, Hashable {
        /// Seconds since the measuring began.
        public var at: Double
        /// What happened then.
        public var label: String
    }

    /// What it shows.
    public var title: String
    /// One sentence about it, from the journal entry.
    public var summary: String
    /// The unit of the values.
    public var unit: String
    /// The lines.
    public var series: [Series]
    /// Instants that are pointed out.
    public var marks: [Mark]
    /// When the measuring began; nil where only the distances are known.
    public var startedAt: Timestamp?
    /// When it was written down.
    public var recordedAt: Timestamp
    /// The journal entry.
    public var position: Int64

    /// The chart of a measurement; nil for another entry, or one without series.
    init?(_ entry: JournalEntry) {
        guard entry.kind == JournalKind.measurement, let series = entry.details["series"]?.arrayValue else {
            return nil
        }
        self.series = series.compactMap(Self.series).filter { !$0.points.isEmpty }
        guard !self.series.isEmpty else { return nil }
        title = entry.details["title"]?.stringValue ?? "Measurement"
        summary = entry.summary
        unit = entry.details["unit"]?.stringValue ?? ""
        marks = (entry.details["marks"]?.arrayValue ?? []).compactMap { mark in
            guard let at = mark["at"]?.doubleValue, at.isFinite else { return nil }
            return Mark(at: at, label: mark["label"]?.stringValue ?? "")
        }
        startedAt = entry.details["from"]?.stringValue.flatMap(Timestamp.init)
        recordedAt = entry.recordedAt
        position = entry.position
    }

    private static func series(_ value: JSONValue) -> Series? {
        guard let points = value["points"]?.arrayValue else { return nil }
        return Series(
            name: value["name"]?.stringValue ?? "value",
            points: points.compactMap { point in
                guard let at = point[0]?.doubleValue, at.isFinite else { return nil }
                return Point(at: at, value: point[1]?.doubleValue.flatMap { $0.isFinite ? $0 : nil })
            }.sorted { $0.at < $1.at })
    }
}

extension ReportChart {
    /// The chart with the milestones that were reached while it was measured, unless it points out others.
    func pointingOut(_ milestones: [Milestone]) -> ReportChart {
        guard let startedAt, marks.isEmpty, let last = series.flatMap({ $0.points.map(\.at) }).max() else { return self }
        var chart = self
        chart.marks = milestones.map { Mark(at: ($0.at - startedAt).inSeconds, label: $0.name.rawValue.capitalizedWord) }
            .filter { (0...last).contains($0.at) }
            .sorted { $0.at < $1.at }
        return chart
    }
}

extension ReportChart.Series {
    /// The values that are known.
    public var values: [Double] { points.compactMap(\.value) }

    /// Least, middle, greatest and last value; nil where none is known.
    public var figures: (least: Double, middle: Double, greatest: Double, last: Double)? {
        let values = values
        let sorted = values.sorted()
        guard let least = sorted.first, let greatest = sorted.last, let last = values.last else { return nil }
        return (least, sorted[sorted.count / 2], greatest, last)
    }
}
