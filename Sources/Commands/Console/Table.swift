import Basics

/// Columns of text, each as wide as its widest cell; the column that may shrink is cut where the screen ends.
struct Table {
    let headings: [String]
    /// The column that is cut when the whole is too wide for the screen.
    var elastic: Int
    private var rows: [[String]] = []
    /// How narrow the elastic column gets at most, and how narrow others do.
    private static let (leastWidth, wide) = (8, 24)

    init(_ headings: String..., elastic: Int? = nil) {
        self.headings = headings
        self.elastic = elastic ?? headings.count - 1
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Foreign text is made harmless here, once for all tables.
    mutating func add(_ cells: String...) { rows.append(cells.map(\.printable)) }

    func text(width: Int, style: Style, hasHeading: Bool = true) -> String {
        var widths = headings.map(columns(of:))
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], columns(of: cell)) }
        }
        fit(&widths, to: width)
        let heading = hasHeading ? [style.dim(line(headings, widths))] : []
        return (heading + rows.map { line($0, widths) }).joined(separator: "\n")
    }

    /// Narrows the elastic column, and where that is not enough the wide ones, from the right: ids and times stay whole.
    private func fit(_ widths: inout [Int], to width: Int) {
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        func narrow(_ column: Int, _ least: Int) {
            let less = max(0, min(excess, widths[column] - least))
            widths[column] -= less
            excess -= less
        }
        guard excess > 0 else { return }
        narrow(elastic, Self.leastWidth)
        for column in widths.indices.reversed() { narrow(column, Self.wide) }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let fitted = cut(cell, to: widths[index])
            text += fitted
            if index < cells.count - 1 {
                text += String(repeating: " ", count: widths[index] - columns(of: fitted) + 2)
            }
        }
        return text
    }
}

/// How many columns a text takes on a screen: two for wide East Asian characters and emoji (Unicode UAX #11, the
/// blocks in common use), none for combining marks, one for the rest.
func columns(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
        switch scalar.value {
        case 0x0300...0x036F, 0x200B...0x200D, 0xFE00...0xFE0F: sum
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            sum + 2
        default: sum + 1
        }
    }
}

/// A text cut to a number of columns, with an ellipsis where something was cut.
func cut(_ text: String, to width: Int) -> String {
    guard columns(of: text) > width else { return text }
    var kept = ""
    for character in text {
        guard columns(of: kept) + columns(of: String(character)) < width else { break }
        kept.append(character)
    }
    return kept + "…"
}
