/// Brings a database's schema up to what this program knows.
///
/// The table `firebreak_migrations` lists what has been applied. Both databases run DDL inside transactions, so that
/// a migration is there whole or not at all, and the write lock lets one process migrate while the others wait.
struct Migrator: Sendable {
    /// The table that lists them.
    static let table = "firebreak_migrations"

    /// Every migration that this program knows, in order.
    let migrations: [Migration]
    /// Where the state is, for messages.
    let place: String
    /// Turns the shared schema language into the database's own.
    let dialect: @Sendable (String) -> String

    /// The number of the latest migration that this program knows.
    var latest: Int { migrations.last?.number ?? 0 }

    /// The schema that the database has, where its list of migrations exists.
    func version(_ session: any DatabaseSession) throws(StateError) -> Int {
        let row = try session.first("SELECT MAX(number) AS number FROM \(Self.table)")
        return Int(try row?.optionalInteger("number") ?? 0)
    }

    /// Throws where the schema is of a later firebreak.
    func check(_ found: Int) throws(StateError) {
        guard found <= latest else { throw .newerSchema(place: place, found: found, known: latest) }
    }

    /// Applies what is missing, inside the caller's write transaction: another process may have been here first.
    func migrate(_ session: any DatabaseSession) throws(StateError) {
        try session.execute(
            dialect("CREATE TABLE IF NOT EXISTS \(Self.table) (number BIGINT PRIMARY KEY, name TEXT NOT NULL)"))
        let found = try version(session)
        try check(found)
        for migration in migrations where migration.number > found {
            for statement in migration.statements { try session.execute(dialect(statement)) }
            try session.execute(
                "INSERT INTO \(Self.table) (number, name) VALUES ($1, $2)",
                [.integer(Int64(migration.number)), .text(migration.name)])
        }
    }
}
