internal import Basics

/// What was measured, drawn and in figures.
struct HTMLCharts {
    private let charts: [ReportChart]

    init(_ charts: [ReportChart]) { self.charts = charts }

    func write(to html: inout HTMLText) {
        for chart in charts {
            html.element("figure", ["id": "chart-\(chart.position)"]) { figure(chart, &$0) }
            html.markup("\n")
        }
    }

    private func figure(_ chart: ReportChart, _ html: inout HTMLText) {
        html.element("figcaption") { html in
            html.element("strong", ["dir": "auto"], ReportText.shortened(chart.title, to: 200))
            html.markup("<br>")
            html.element("span", ["dir": "auto"]) { $0.lines(chart.summary) }
        }
        SVGLineChart(chart).write(to: &html)
        html.table(
            "In figures\(chart.unit.isEmpty ? "" : " (\(chart.unit))")",
            ["Series", "Least", "Median", "Greatest", "Last", "Unknown"]
        ) { html in
            html.element("tbody", ["role": "rowgroup"]) { html in
                for series in chart.series { row(series, &html) }
            }
        }
    }

    private func row(_ series: ReportChart.Series, _ html: inout HTMLText) {
        html.element("tr", ["role": "row"]) { html in
            html.element(
                "th", ["scope": "row", "role": "rowheader", "class": "full"], ReportText.shortened(series.name, to: 200)
            )
            if let figures = series.figures {
                let named = [
                    ("least", figures.least), ("median", figures.middle), ("greatest", figures.greatest),
                    ("last", figures.last),
                ]
                for (name, value) in named {
                    html.element("td", ["role": "cell", "data-label": name], ReportText.figure(value))
                }
            } else {
                html.element("td", ["role": "cell", "colspan": "4", "class": "soft"], "no value is known")
            }
            let unknown = series.points.count - series.values.count
            html.element(
                "td", ["role": "cell", "data-label": "unknown"],
                unknown == 0
                    ? "none" : "\(ReportText.count(Int64(unknown))) of \(ReportText.count(Int64(series.points.count)))")
        }
    }
}
