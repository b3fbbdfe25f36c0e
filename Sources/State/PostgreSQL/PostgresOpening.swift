import Postgres

/// Looks at what a schema holds, and makes and migrates it where that is needed and wanted.
struct PostgresOpening {
    let database: PostgresDatabase
    let migrator: Migrator

    private var place: String { database.place }

    func perform(creating: Bool) throws(StateError) {
        let found = try StateError.translating(place: place) {
            try database.transaction(mayWrite: false, isPatient: false) { session in
                try refuseUnfit(session)
                return try version(session)
            }
        }
        if let found, found == migrator.latest { return }
        guard found != nil || creating else { throw .notFound(place: place) }
        do {
            try StateError.translating(place: place) {
                try database.transaction(mayWrite: true, isPatient: false) { session in
                    try makeSchema(session)
                    // However long it takes; the others wait for it, or say that it is busy.
                    try session.execute("SET LOCAL statement_timeout TO 0")
                    try migrator.migrate(session)
                }
            }
        } catch {
            guard case .onlyReads = error, let found else { throw error }
            throw .needsMigration(place: place, found: found, known: migrator.latest)
        }
    }

    /// The number of what is there; nil where there is nothing. Throws where the schema is another program's or a later
    /// firebreak's.
    private func version(_ session: any DatabaseSession) throws(StateError) -> Int? {
        let tables = try session.query(
            """
            SELECT c.relname::text AS name FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            """, [.text(database.schema)])
        if tables.isEmpty { return nil }
        guard tables.contains(where: { $0["name"] == .text(Migrator.table) }) else {
            throw .foreignDatabase(place: place)
        }
        let found = try migrator.version(session)
        try migrator.check(found)
        return found
    }

    private func makeSchema(_ session: any DatabaseSession) throws(StateError) {
        // IF NOT EXISTS asks for the right to make one even where it exists.
        let isThere = try session.first(
            "SELECT 1 AS one FROM pg_catalog.pg_namespace WHERE nspname = $1", [.text(database.schema)])
        if isThere == nil { try session.execute("CREATE SCHEMA \(PostgresDialect.identifier(database.schema))") }
        // Another process may have been here before the lock was taken.
        _ = try version(session)
        try session.execute(PostgresMark.creation)
    }

    /// Throws where the server lacks what the state relies on.
    private func refuseUnfit(_ session: any DatabaseSession) throws(StateError) {
        let row = try session.first(
            """
            SELECT version() AS version, current_setting('server_encoding') AS encoding,
                current_setting('server_version_num')::bigint AS number
            """)
        if let text = try row?.text("version"), text.hasPrefix("CockroachDB") {
            throw .unfit(
                place: place, reason: "CockroachDB has advisory locks in name only",
                remedy: "use PostgreSQL, or a database whose advisory locks lock")
        }
        if let number = try row?.integer("number"), number < 130_000 {
            throw .unfit(
                place: place, reason: "PostgreSQL \(number / 10_000) is older than 13", remedy: "use PostgreSQL 13 or later")
        }
        if let encoding = try row?.text("encoding"), encoding != "UTF8" {
            throw .unfit(
                place: place, reason: "its encoding is \(encoding)",
                remedy: "make the database with `createdb -E UTF8 -T template0`")
        }
    }
}
