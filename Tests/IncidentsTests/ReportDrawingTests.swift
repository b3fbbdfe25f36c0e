import Basics
import JSON
import Testing

@testable import Incidents

@Suite("The report's drawings")
struct ReportDrawingTests {
    private func instants(_ seconds: [Double]) -> [Timestamp] {
        seconds.map { Timestamp(seconds: 1_795_230_000) + .seconds($0) }
    }

    @Test("short incidents are drawn to scale")
    func linear() {
        let times = instants([0, 10, 30, 100])
        let scale = TimeScale(times)
        #expect(scale.segments.count == 1)
        #expect(times.map(scale.fraction) == [0, 0.1, 0.3, 1])
    }

    @Test("long stretches without entries are folded, and order is kept")
    func folded() {
        let times = instants([0, 20, 60, 7200, 7230, 90_000])
        let scale = TimeScale(times)
        #expect(scale.segments.count == 3)
        #expect(scale.breaks.map(\.duration) == [.seconds(7140), .seconds(82_770)])
        let fractions = times.map(scale.fraction)
        #expect(fractions == fractions.sorted())
        #expect(Set(fractions).count == times.count)
        #expect(fractions.allSatisfy { (0...1).contains($0) })
        #expect(fractions[2] - fractions[0] > 0.2)
        // What lies in a folded stretch stands in its middle.
        let inside = scale.fraction(of: instants([4000])[0])
        #expect(scale.breaks[0].left < inside && inside < scale.breaks[0].right)
    }

    @Test(
        "whatever the times, everything has a place on the drawing",
        arguments: [
            [], [0], [0, 0], [0, 0.000_001], [0, 1e9], [-1e9, 0, 1e9], [0, 59], [0, 61], [5, 4, 3],
        ] as [[Double]])
    func extremes(seconds: [Double]) {
        let times = instants(seconds)
        let scale = TimeScale(times)
        for time in times + instants([-2e9, 2e9, 30]) { #expect((0...1).contains(scale.fraction(of: time))) }
        #expect(scale.ticks.count <= 12)
        #expect(scale.ticks.allSatisfy { (0...1).contains($0.fraction) })
        #expect(seconds.isEmpty || !scale.ticks.isEmpty)
    }

    @Test("marks stand on round times")
    func ticks() {
        #expect(TimeScale(instants([0, 11.5])).ticks.map(\.label) == ["03:00:00", "03:00:05", "03:00:10"])
        #expect(TimeScale(instants([0, 4000, 7000, 10_000])).ticks.map(\.label) == ["03:00", "04:00", "05:00"])
        #expect(TimeScale(instants([0, 30_000, 60_000, 90_000])).ticks.map(\.label).first == "21 Nov, 06:00")
    }

    @Test(
        "steps of an axis",
        arguments: [
            (100.0, 4, 50.0), (1, 4, 0.5), (0.9, 4, 0.5), (0.003, 4, 0.001), (7, 4, 2), (1e300, 4, 5e299), (0, 4, 1),
            (.infinity, 4, 1),
        ])
    func steps(span: Double, count: Int, step: Double) {
        let found = NiceSteps.decimal(span: span, count: count)
        #expect((found - step).magnitude <= step * 1e-9)
    }

    private func chart(_ points: JSONValue, marks: JSONValue = []) throws -> ReportChart {
        var fixture = ReportFixture()
        fixture.add(
            JournalKind.measurement, at: 0, "s",
            ["unit": "ms", "series": [["name": "x", "points": points]], "marks": marks])
        return try #require(ReportChart(fixture.entries[0]))
    }

    @Test(
        "whatever was measured, the chart is drawn within its bounds",
        arguments: [
            [[0, 1]], [[0, 0]], [[0, -5]], [[0, nil]], [[0, 1], [0, 2]], [[0, 1e308], [1, -1e308]],
            [[0, 1e-300], [1, 2e-300]],
            [[-1e15, 1], [1e15, 2]], [[0, 5], [1, 5], [2, 5]], [[0, 99.90], [60, 99.99]],
            [[0, 1], [1, nil], [2, 3]],
        ] as [JSONValue])
    func charts(points: JSONValue) throws {
        let chart = try chart(points, marks: [["at": 0, "label": "m"]])
        let scale = ChartScale(chart)
        for point in chart.series[0].points {
            #expect((0...1).contains(scale.x(point.at)))
            #expect((0...1).contains(scale.y(point.value ?? 0)))
        }
        #expect((1...7).contains(scale.valueMarks.count))
        #expect((1...8).contains(scale.timeMarks.count))
        var html = HTMLText()
        SVGLineChart(chart).write(to: &html)
        let text = String(decoding: html.bytes, as: UTF8.self)
        #expect(!text.contains("nan") && !text.contains("inf\""))
    }

    @Test("a gap is a gap, and a point between gaps is still seen")
    func gaps() throws {
        var html = HTMLText()
        SVGLineChart(try chart([[0, 1], [1, 2], [2, nil], [3, 2], [4, nil], [5, 1], [6, 1]])).write(to: &html)
        let text = String(decoding: html.bytes, as: UTF8.self)
        #expect(text.contains("class=\"line\" d=\"M0 500L166.67 0M500 0h0M833.33 500L1000 500\""))
    }

    @Test("a hundred thousand points are thinned out and keep their extremes")
    func thinned() throws {
        let points = (0..<100_000).map { index -> JSONValue in
            [.integer(Int64(index)), index == 54_321 ? 900 : index == 77_777 ? nil : 1]
        }
        var html = HTMLText()
        SVGLineChart(try chart(.array(points))).write(to: &html)
        #expect(html.bytes.count < 100_000)
        let text = String(decoding: html.bytes, as: UTF8.self)
        let line = try #require(text.firstMatch(of: /class="line" d="([^"]*)"/)).1
        #expect(line.contains(" 100L"))
        #expect(line.count { $0 == "M" } == 2)
    }

    @Test("an incident with thousands of actions is still a drawing of bounded size")
    func manyActions() throws {
        var fixture = ReportFixture()
        for index in 0..<3000 { fixture.action("x.y", at: Double(index), took: 0.5, "do \(index)", "did \(index)") }
        var html = HTMLText()
        SVGTimeline(try fixture.document()).write(to: &html)
        #expect(html.bytes.count < 40_000)
        #expect(String(decoding: html.bytes, as: UTF8.self).contains("2,960 more actions in the table below"))
    }
}
