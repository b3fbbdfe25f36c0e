internal import Basics

// Small things that several sections are made of.
extension HTMLText {
    /// An instant, as a date and a time.
    mutating func instant(_ instant: Timestamp) {
        element("time", ["datetime": instant.description], ReportText.dateAndTime(instant))
    }

    /// The time of day, milliseconds softer.
    mutating func timeOfDay(_ instant: Timestamp) {
        element("time", ["datetime": instant.description]) { html in
            let text = ReportText.time(instant, fractionDigits: 3)
            html.text(String(text.dropLast(4)))
            html.element("span", String(text.suffix(4)))
        }
    }

    /// A word in a frame: a status, a severity.
    mutating func mark(_ text: String, _ kind: String) { element("span", ["class": "mark \(kind)"], text) }

    /// A name and a value of a description list.
    mutating func pair(_ name: String, _ kind: String = "", _ value: (inout HTMLText) -> Void) {
        element("div", kind.isEmpty ? [:] : ["class": kind]) { html in
            html.element("dt", name)
            html.element("dd", [:], value)
        }
    }

    /// A large figure with a remark.
    mutating func figure(_ name: String, _ value: String?, how: String = "") {
        element("div") { html in
            html.element("dt", name)
            html.element("dd", value == nil ? ["class": "none"] : [:], value ?? "not known")
            if !how.isEmpty { html.element("dd", ["class": "how"], how) }
        }
    }

    /// The head of a table.
    mutating func columns(_ names: [String]) {
        element("thead", ["role": "rowgroup"]) { html in
            html.element("tr", ["role": "row"]) { html in
                for name in names { html.element("th", ["scope": "col", "role": "columnheader"], name) }
            }
        }
    }

    /// A table whose rows are stacked on a phone. The roles keep it a table for screen readers there.
    mutating func table(_ caption: String, _ columns: [String], _ body: (inout HTMLText) -> Void) {
        element("table", ["class": "stack", "role": "table"]) { html in
            html.element("caption", caption)
            html.columns(columns)
            body(&html)
        }
    }
}
