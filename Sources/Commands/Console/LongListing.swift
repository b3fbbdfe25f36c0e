import JSON

/// A listing of any length, printed as it comes: a table some hundred rows at a time, or one array of JSON.
final class LongListing {
    private static let rowsAtATime = 500

    private let console: Console
    private let makeTable: () -> Table
    private var table: Table
    private var count = 0

    /// - Parameter table: an empty table with the listing's columns.
    init(_ console: Console, _ table: @escaping @autoclosure () -> Table) {
        self.console = console
        makeTable = table
        self.table = table()
    }

    /// Adds an item, and as which row it is shown.
    func add(_ item: some Encodable, _ row: (inout Table) -> Void) throws {
        count += 1
        if console.isJSON {
            // One item a line: so long an array is read by programs.
            try console.write((count == 1 ? "[\n  " : ",\n  ") + JSONValue(encoding: item).compact)
            return
        }
        row(&table)
        if count.isMultiple(of: Self.rowsAtATime) { try printRows() }
    }

    /// Ends the listing; where it is empty people read `nothing`.
    func finish(nothing: String) throws {
        if console.isJSON {
            try console.write(count == 0 ? "[]\n" : "\n]\n")
        } else if count == 0 {
            try console.write(nothing + "\n")
        } else if !table.isEmpty {
            try printRows()
        }
    }

    private func printRows() throws {
        let isFirst = count <= Self.rowsAtATime
        try console.write(table.text(width: console.width, style: console.style, hasHeading: isFirst) + "\n")
        table = makeTable()
    }
}
