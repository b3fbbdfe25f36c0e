internal import Basics

/// The timeline as a drawing: milestones as pins, each action as a bar on a line of its own, notes and messages as
/// dots, over an axis of time in UTC.
struct SVGTimeline {
    private let document: ReportDocument
    private let scale: TimeScale
    private let actions: ArraySlice<ReportAction>
    private let dots: [ReportEvent]
    /// How many rows of logs there are when.
    private let stretches: [(from: Timestamp, to: Timestamp, rows: Int64)]
    private let pins: [Pin]
    private let end: Timestamp

    private static let mostActions = 40
    private static let pinHeight = 20.0
    private static let rowHeight = 36.0
    private static let barHeight = 14.0

    /// Milestones at one place of the axis.
    private struct Pin {
        let fraction: Double
        let at: Timestamp
        var names: [String]
    }

    init(_ document: ReportDocument) {
        self.document = document
        actions = document.actions.prefix(Self.mostActions)
        dots = document.events.filter { [.note, .notification, .measurement, .other].contains($0.category) }
        stretches = document.logs.density?.stretches ?? []
        let instants =
            document.events.map(\.occurredAt) + document.milestones.compactMap { $0.reached?.at }
            + stretches.map(\.from) + document.logs.sources.map(\.lastAt)
        end = instants.max() ?? document.incident.openedAt
        scale = TimeScale(instants.isEmpty ? [document.incident.openedAt] : instants)
        pins = Self.pins(document, scale)
    }

    private static func pins(_ document: ReportDocument, _ scale: TimeScale) -> [Pin] {
        var named = document.milestones.compactMap { milestone in
            milestone.reached.map { (milestone.name.rawValue, $0.at) }
        }
        named.append(("opened", document.incident.openedAt))
        if let closedAt = document.incident.closedAt { named.append(("closed", closedAt)) }
        var pins: [Pin] = []
        for (name, at) in named.sorted(by: { $0.1 < $1.1 }) {
            let fraction = scale.fraction(of: at)
            if let last = pins.last, fraction - last.fraction < 0.005 {
                pins[pins.count - 1].names.append(name)
            } else {
                pins.append(Pin(fraction: fraction, at: at, names: [name]))
            }
        }
        return pins
    }

    func write(to html: inout HTMLText) {
        let top = Double(pins.count) * Self.pinHeight + 10
        let rows = actions.count + (dots.isEmpty ? 0 : 1) + (stretches.isEmpty ? 0 : 1)
        let bottom = top + Double(rows) * Self.rowHeight + 6
        let axisRows = scale.segments.count > 1 ? 3.0 : 1
        html.element("figure", ["class": "drawn"]) { html in
            html.element("div", ["class": "plot"]) { html in
                html.drawing(
                    id: "drawn-timeline", height: bottom + 10 + axisRows * 16, title: "Timeline of the incident",
                    description: description
                ) { html in
                    breaks(&html, bottom)
                    for (index, pin) in pins.enumerated() { write(pin, index, bottom, &html) }
                    for (index, action) in actions.enumerated() {
                        write(action, top + Double(index) * Self.rowHeight, &html)
                    }
                    if !dots.isEmpty { write(dots, top + Double(actions.count) * Self.rowHeight, &html) }
                    if !stretches.isEmpty { writeStretches(top + Double(rows - 1) * Self.rowHeight, &html) }
                    axis(&html, bottom)
                }
            }
            let hidden = document.actions.count - actions.count
            if hidden > 0 {
                html.element(
                    "p", ["class": "soft small"],
                    "\(ReportText.counted(Int64(hidden), "more action")) in the table below.")
            }
        }
        html.markup("\n")
    }

    private var description: String {
        let reached = pins.map { "\(ReportText.list($0.names)) at \(ReportText.time($0.at)) UTC" }
        return
            "\(ReportText.list(reached, limit: 10)). \(ReportText.counted(Int64(document.actions.count), "action")). "
            + "The table below says the same."
    }

    private func write(_ pin: Pin, _ index: Int, _ bottom: Double, _ html: inout HTMLText) {
        let y = Double(index) * Self.pinHeight + 8
        html.line("guide", x: (pin.fraction, pin.fraction), y: (y, bottom))
        html.circle("pin", x: pin.fraction, y: y, radius: 4)
        html.label(
            "\(pin.names.joined(separator: " · ").capitalizedWord)  \(ReportText.time(pin.at))", "strong halo",
            x: pin.fraction,
            y: y + 4, side: .inwards(from: pin.fraction), shift: 10)
    }

    private func write(_ action: ReportAction, _ y: Double, _ html: inout HTMLText) {
        let start = scale.fraction(of: action.startedAt)
        let finish = max(start, scale.fraction(of: action.endedAt ?? end))
        html.label(ReportText.clipped(action.title, to: 36), "strong halo", x: 0, y: y + 13)
        let remark = action.status == .done ? action.duration.map(ReportText.duration) ?? "" : action.status.words
        html.label(
            remark, action.status == .done ? "halo" : "halo \(action.status.rawValue)-text", x: 1, y: y + 13,
            side: .left)
        html.line("track", x: (0, 1), y: (y + 25, y + 25))
        html.element("g", ["class": action.status.rawValue]) { html in
            html.line("bar \(action.status.rawValue)", x: (start, finish), y: (y + 25, y + 25))
        }
    }

    private func write(_ events: [ReportEvent], _ y: Double, _ html: inout HTMLText) {
        html.label("Notes and measurements", "strong halo", x: 0, y: y + 13)
        html.label(ReportText.count(Int64(events.count)), "halo", x: 1, y: y + 13, side: .left)
        html.line("track", x: (0, 1), y: (y + 25, y + 25))
        for event in events.prefix(500) {
            html.circle(
                "dot \(event.category.rawValue)", x: scale.fraction(of: event.occurredAt), y: y + 25, radius: 5,
                title: ReportText.clipped(ReportText.shortened(event.summary, to: 100), to: 100))
        }
    }

    /// The rows of logs as bars over time, the highest where most are.
    private func writeStretches(_ y: Double, _ html: inout HTMLText) {
        html.label("Rows of logs", "strong halo", x: 0, y: y + 13)
        html.label(ReportText.count(document.logs.rows), "halo", x: 1, y: y + 13, side: .left)
        html.line("track", x: (0, 1), y: (y + 32, y + 32))
        let most = Double(stretches.map(\.rows).max() ?? 1)
        for stretch in stretches {
            let left = scale.fraction(of: stretch.from)
            // A bar that nobody could see says that there is nothing.
            let right = min(1, max(scale.fraction(of: stretch.to), left + 0.002))
            let height = max(1.5, Double(stretch.rows) / most * Self.barHeight)
            html.rectangle("rows", x: (min(left, right - 0.002), right), y: y + 32 - height, height: height)
        }
    }

    /// What was folded, and how long it was.
    private func breaks(_ html: inout HTMLText, _ bottom: Double) {
        for gap in scale.breaks {
            html.rectangle("gap", x: (gap.left, gap.right), y: 0, height: bottom)
            html.line("gapedge", x: (gap.left, gap.left), y: (0, bottom))
            html.line("gapedge", x: (gap.right, gap.right), y: (0, bottom))
            html.label(
                ReportText.coarseDuration(gap.duration), "passed", x: (gap.left + gap.right) / 2, y: bottom + 18 + 32,
                side: .middle)
        }
    }

    private func axis(_ html: inout HTMLText, _ bottom: Double) {
        html.line("axis", x: (0, 1), y: (bottom, bottom))
        for tick in scale.ticks {
            html.line("axis", x: (tick.fraction, tick.fraction), y: (bottom, bottom + 4))
            html.label(
                tick.label, x: tick.fraction, y: bottom + 18 + Double(tick.row) * 16, side: .within(tick.fraction))
        }
    }
}
