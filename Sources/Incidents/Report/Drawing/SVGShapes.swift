// Drawings stand in the page at its own scale: heights in pixels, widths in percent, so that texts keep their size on
// every screen. Colours come from the style sheet.
extension HTMLText {
    /// A drawing with a name for those who do not see it.
    mutating func drawing(
        id: String, height: Double, title: String, description: String, _ content: (inout HTMLText) -> Void
    ) {
        element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "role": "img", "height": Self.pixels(height), "width": "100%",
                "aria-labelledby": "\(id)-title \(id)-text",
            ]
        ) { html in
            html.element("title", ["id": "\(id)-title"], title)
            html.element("desc", ["id": "\(id)-text"], description)
            content(&html)
        }
    }

    /// A straight line; `x` as fractions of the width.
    mutating func line(_ kind: String, x: (Double, Double), y: (Double, Double)) {
        element(
            "line",
            [
                "class": kind, "x1": Self.percent(x.0), "x2": Self.percent(x.1), "y1": Self.pixels(y.0),
                "y2": Self.pixels(y.1),
            ]
        ) { _ in }
    }

    /// A circle.
    mutating func circle(_ kind: String, x: Double, y: Double, radius: Double, title: String? = nil) {
        element("circle", ["class": kind, "cx": Self.percent(x), "cy": Self.pixels(y), "r": Self.pixels(radius)]) {
            html in
            if let title { html.element("title", title) }
        }
    }

    /// A rectangle.
    mutating func rectangle(_ kind: String, x: (Double, Double), y: Double, height: Double) {
        element(
            "rect",
            [
                "class": kind, "x": Self.percent(x.0), "width": Self.percent(x.1 - x.0), "y": Self.pixels(y),
                "height": Self.pixels(height),
            ]
        ) { _ in }
    }

    /// A text. `side` says on which side of its place it stands.
    mutating func label(
        _ text: String, _ kind: String = "", x: Double, y: Double, side: TextSide = .right, shift: Double = 0
    ) {
        let classes = [kind, side.rawValue].filter { !$0.isEmpty }.joined(separator: " ")
        element(
            "text",
            [
                "class": classes, "x": Self.percent(x), "y": Self.pixels(y),
                "dx": Self.pixels(side == .left ? -shift : shift),
            ], text)
    }

    static func percent(_ fraction: Double) -> String { number(fraction * 100) + "%" }
    static func pixels(_ length: Double) -> String { number(length) }

    /// At most two digits after the point.
    static func number(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return "0" }
        let hundredths = Int64((value * 100).rounded())
        let sign = hundredths < 0 ? "-" : ""
        let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
        if rest == 0 { return "\(sign)\(whole)" }
        return rest % 10 == 0 ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}

/// On which side of its place a text stands; the raw value is the style sheet's class.
enum TextSide: String {
    case right = ""
    case middle = "mid"
    case left = "end"

    /// Towards the wider part of the drawing.
    static func inwards(from fraction: Double) -> TextSide { fraction > 0.5 ? .left : .right }

    /// In the middle, but not beyond the edges.
    static func within(_ fraction: Double) -> TextSide { fraction < 0.14 ? .right : fraction > 0.86 ? .left : .middle }
}
