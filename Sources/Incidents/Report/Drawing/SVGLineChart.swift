internal import Basics

/// Measurements as lines over time. Where a value is unknown the line has a gap.
struct SVGLineChart {
    private let chart: ReportChart
    private let scale: ChartScale

    private static let plotHeight = 176.0
    private static let markHeight = 18.0
    private static let mostMarks = 8
    private static let mostSeries = 6
    /// A line with more points is thinned out, its extremes kept.
    private static let mostPoints = 1200

    init(_ chart: ReportChart) {
        self.chart = chart
        scale = ChartScale(chart)
    }

    private var marks: ArraySlice<ReportChart.Mark> { chart.marks.prefix(Self.mostMarks) }
    private var top: Double { Double(marks.count) * Self.markHeight + 18 }
    private var bottom: Double { top + Self.plotHeight }

    func write(to html: inout HTMLText) {
        html.element("div", ["class": "plot"]) { html in
            html.drawing(
                id: "chart-\(chart.position)-drawing", height: bottom + 26,
                title: "Chart: \(ReportText.shortened(chart.title, to: 200))", description: description
            ) { html in
                grid(&html)
                for (index, mark) in marks.enumerated() { write(mark, index, &html) }
                lines(&html)
                values(&html)
                times(&html)
            }
        }
        legend(&html)
    }

    private var description: String {
        let texts = chart.series.map { series in
            guard let figures = series.figures else { return "\(series.name): no value is known" }
            return "\(ReportText.shortened(series.name, to: 200)): from \(ReportText.figure(figures.least)) to "
                + "\(ReportText.figure(figures.greatest)) \(chart.unit)"
        }
        return texts.joined(separator: "; ") + ". The table below says more."
    }

    private func grid(_ html: inout HTMLText) {
        for (index, value) in scale.valueMarks.enumerated() {
            let y = bottom - scale.y(value) * Self.plotHeight
            html.line(index == 0 ? "axis" : "grid", x: (0, 1), y: (y, y))
        }
    }

    /// Over the lines, so that they can be read.
    private func values(_ html: inout HTMLText) {
        let marks = scale.valueMarks
        for (index, value) in marks.enumerated() {
            let y = bottom - scale.y(value) * Self.plotHeight
            let unit =
                index == marks.count - 1 && !chart.unit.isEmpty ? " \(ReportText.clipped(chart.unit, to: 24))" : ""
            html.label(ReportText.figure(value) + unit, "halo", x: 0, y: y - 5)
        }
    }

    private func times(_ html: inout HTMLText) {
        for at in scale.timeMarks {
            let x = scale.x(at)
            html.line("axis", x: (x, x), y: (bottom, bottom + 4))
            html.label(scale.timeLabel(at), x: x, y: bottom + 18, side: .within(x))
        }
    }

    private func write(_ mark: ReportChart.Mark, _ index: Int, _ html: inout HTMLText) {
        let x = scale.x(mark.at)
        let y = Double(index) * Self.markHeight + 8
        html.line("guide", x: (x, x), y: (y, bottom))
        html.circle("pin", x: x, y: y, radius: 3.5)
        html.label(
            ReportText.clipped(ReportText.shortened(mark.label, to: 100), to: 40), "strong halo", x: x, y: y + 4,
            side: .inwards(from: x), shift: 9)
    }

    // MARK: - Lines

    /// The lines stand in a drawing of their own that is stretched to the width; their strokes are not.
    private func lines(_ html: inout HTMLText) {
        html.element(
            "svg",
            [
                "y": HTMLText.pixels(top), "height": HTMLText.pixels(Self.plotHeight), "width": "100%",
                "viewBox": "0 0 1000 1000", "preserveAspectRatio": "none",
            ]
        ) { html in
            for (index, series) in chart.series.enumerated() {
                html.element("g", ["class": Self.colour(index)]) { html in
                    let runs = runs(of: series)
                    if chart.series.count == 1 {
                        html.element("path", ["class": "area", "d": runs.map(area).joined()]) { _ in }
                    }
                    html.element("path", ["class": "line", "d": runs.map(path).joined()]) { _ in }
                }
            }
        }
    }

    private static func colour(_ index: Int) -> String { "s\(index % mostSeries + 1)" }

    private typealias Place = (x: Double, y: Double)

    /// The points without gaps between them, in the drawing's coordinates.
    private func runs(of series: ReportChart.Series) -> [[Place]] {
        var runs: [[Place]] = [[]]
        for point in Self.thinned(series.points) {
            if let value = point.value {
                runs[runs.count - 1].append((scale.x(point.at) * 1000, 1000 - scale.y(value) * 1000))
            } else if runs.last?.isEmpty == false {
                runs.append([])
            }
        }
        return runs.filter { !$0.isEmpty }
    }

    private func path(_ run: [Place]) -> String {
        let text = "M" + run.map { "\(HTMLText.number($0.x)) \(HTMLText.number($0.y))" }.joined(separator: "L")
        return run.count > 1 ? text : text + "h0"  // a point of its own becomes a dot
    }

    private func area(_ run: [Place]) -> String {
        guard let first = run.first, let last = run.last, run.count > 1 else { return "" }
        return path(run) + "L\(HTMLText.number(last.x)) 1000L\(HTMLText.number(first.x)) 1000Z"
    }

    /// Of many points the least and the greatest of each stretch, and every gap.
    private static func thinned(_ points: [ReportChart.Point]) -> [ReportChart.Point] {
        guard points.count > mostPoints else { return points }
        let size = (points.count * 2 + mostPoints - 1) / mostPoints
        return stride(from: 0, to: points.count, by: size).flatMap { start -> [ReportChart.Point] in
            let stretch = points[start..<min(start + size, points.count)]
            let known = stretch.filter { $0.value != nil }.sorted { ($0.value ?? 0) < ($1.value ?? 0) }
            let kept = [known.first, known.last, stretch.first { $0.value == nil }].compactMap { $0 }
            return kept.sorted { $0.at < $1.at }
        }
    }

    private func legend(_ html: inout HTMLText) {
        guard chart.series.count > 1 else { return }
        html.element("ul", ["class": "legend", "aria-hidden": "true"]) { html in
            for (index, series) in chart.series.enumerated() {
                html.element("li") { html in
                    html.element("svg", ["height": "10", "viewBox": "0 0 28 10"]) { html in
                        html.element("g", ["class": Self.colour(index)]) { html in
                            html.element("path", ["class": "line", "d": "M1 5H27"]) { _ in }
                        }
                    }
                    html.element("span", ["dir": "auto"], ReportText.shortened(series.name, to: 200))
                }
            }
        }
    }
}
