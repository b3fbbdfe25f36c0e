import GRDB

/// A table of the state as the migrations make it.
public struct StateTable: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its columns, in their order.
    public let columns: [String]
    /// The columns of its primary key, in their order; every table has one.
    public let key: [String]

    /// Whether it says only who is at work: it has rows in a state in which there is nothing yet.
    var isBookkeeping: Bool { ["leases", "lease_fence"].contains(name) }

    /// Every table of the schema that this program knows, in the order of the migrations. The list is read from the
    /// migrations themselves, applied to an empty database in memory: no table can be forgotten.
    public static func all() throws(StateError) -> [StateTable] {
        try StateError.translating(place: "memory") {
            let queue = try DatabaseQueue()
            return try queue.inDatabase { database in
                let session = SQLiteSession(database, place: "memory", mayWrite: true)
                let migrator = Migrator(migrations: Migration.all, place: "memory", dialect: SQLiteDialect.schema)
                try migrator.migrate(session)
                let names = try session.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").map {
                    try $0.text("name")
                }
                return try names.filter { $0 != Migrator.table && !$0.hasPrefix("sqlite_") }.map { name in
                    let columns = try session.query(
                        "SELECT name, pk FROM pragma_table_info($1) ORDER BY cid", [.text(name)])
                    let key = try columns.map { (name: try $0.text("name"), place: try $0.integer("pk")) }
                    return StateTable(
                        name: name, columns: key.map(\.name),
                        key: key.filter { $0.place > 0 }.sorted { $0.place < $1.place }.map(\.name))
                }
            }
        }
    }

    /// How many rows it has.
    func count(_ session: any DatabaseSession) throws(StateError) -> Int64 {
        try session.first("SELECT COUNT(*) AS count FROM \(name)")?.integer("count") ?? 0
    }
}
