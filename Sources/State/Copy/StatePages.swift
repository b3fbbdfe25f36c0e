/// The rows of a table in the order of its key, in pages that are small enough for the memory whatever a row holds.
struct StatePages {
    /// About how many bytes a page may have.
    private static let bytes = 4 << 20
    private static let mostRows = 4096

    private let table: StateTable
    private var last: [SQLValue]?
    /// The first page finds out how long rows are.
    private var rows = 64
    private var isDone = false

    init(_ table: StateTable) { self.table = table }

    /// The next page; nil behind the last.
    mutating func next(_ session: any DatabaseSession) throws(StateError) -> [[SQLValue]]? {
        guard !isDone else { return nil }
        let key = table.key.joined(separator: ", ")
        var condition = ""
        if let last {
            let places = (1...last.count).map { "$\($0)" }.joined(separator: ", ")
            condition = "WHERE (\(key)) > (\(places))"
        }
        let found = try session.query(
            "SELECT \(table.columns.joined(separator: ", ")) FROM \(table.name) \(condition) ORDER BY \(key) LIMIT \(rows)",
            last ?? [])
        isDone = found.count < rows
        guard let end = found.last else { return nil }
        last = table.key.map { end[$0] }
        let size = found.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.byteCount } }
        rows = min(Self.mostRows, max(1, Self.bytes / max(1, size / found.count)))
        return found.map(\.values)
    }
}

extension SQLValue {
    /// About how much memory it takes.
    fileprivate var byteCount: Int {
        switch self {
        case .null, .integer: 16
        case .text(let text): 16 + text.utf8.count
        case .blob(let bytes): 32 + bytes.count
        }
    }
}
