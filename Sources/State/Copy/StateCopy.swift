/// How far a copy is.
public struct StateCopyProgress: Sendable {
    /// What is being done.
    public enum Stage: Sendable { case copying, checking }
    public let stage: Stage
    /// The table that is at work.
    public let table: String
    /// How many rows are done in this stage, and of how many.
    public let rows: Int64
    public let of: Int64
}

/// Why a copy was not made.
public enum StateCopyRefusal: Error, Equatable {
    /// There is something already: the tables that have rows.
    case notEmpty([(name: String, rows: Int64)])
    /// What was read back is not what was written, in these tables.
    case differs([String])

    public static func == (one: Self, other: Self) -> Bool {
        switch (one, other) {
        case (.notEmpty(let one), .notEmpty(let other)): one.map(\.name) == other.map(\.name)
        case (.differs(let one), .differs(let other)): one == other
        default: false
        }
    }
}

/// Copies a state, table by table, into another of the same schema: one snapshot of it, in one transaction, so that the
/// other holds all of it or nothing, whatever happens in between. What was written is read back and compared.
public struct StateCopy {
    private let tables: [StateTable]
    private let progress: (StateCopyProgress) -> Void

    /// - Parameter progress: is told how far it is after each page.
    public init(progress: @escaping (StateCopyProgress) -> Void = { _ in }) throws(StateError) {
        tables = try StateTable.all()
        self.progress = progress
    }

    /// How many rows each table has; those that have none, and those that say only who is at work, are left out.
    public func counts(_ session: any DatabaseSession) throws(StateError) -> [(name: String, rows: Int64)] {
        var counts: [(name: String, rows: Int64)] = []
        for table in tables where !table.isBookkeeping {
            let rows = try table.count(session)
            if rows > 0 { counts.append((table.name, rows)) }
        }
        return counts
    }

    /// Copies everything from `source` to `target`, and returns what both hold then.
    ///
    /// - Parameters:
    ///   - replacing: whether what `target` holds may go; otherwise it must be empty.
    ///   - look: is run on the source's snapshot before it is copied.
    ///   - check: is run on the target's transaction before it is kept; where it throws, nothing was changed.
    /// - Throws: `StateCopyRefusal`, or what the databases say.
    public func run(
        from source: any Database, to target: any Database, replacing: Bool = false,
        look: (any DatabaseSession) throws -> Void = { _ in }, check: (any DatabaseSession) throws -> Void = { _ in }
    ) throws -> StateContents {
        try source.read { snapshot in
            // Before the target's transaction begins: a server ends one in which nothing happens for long.
            try look(snapshot)
            return try target.write { session in
                let there = try counts(session)
                if !replacing, !there.isEmpty { throw StateCopyRefusal.notEmpty(there) }
                for table in tables where replacing || table.isBookkeeping {
                    try session.execute("DELETE FROM \(table.name)")
                }
                let contents = try copy(from: snapshot, to: session)
                let written = try read(session, of: contents.rows)
                guard written == contents else { throw StateCopyRefusal.differs(contents.differences(from: written)) }
                try check(session)
                return contents
            }
        }
    }

    private func copy(from source: any DatabaseSession, to target: any DatabaseSession) throws -> StateContents {
        let all = try tables.reduce(0) { $0 + (try $1.count(source)) }
        var done: Int64 = 0
        return StateContents(
            tables: try tables.map { table in
                var pages = StatePages(table)
                var sum = StateSum()
                while let page = try pages.next(source) {
                    for row in page { sum.add(row) }
                    try target.insert(into: table.name, columns: table.columns, rows: page)
                    done += Int64(page.count)
                    progress(StateCopyProgress(stage: .copying, table: table.name, rows: done, of: all))
                }
                return sum.finished(table)
            })
    }

    /// What the tables hold, by reading all of them.
    private func read(_ session: any DatabaseSession, of all: Int64) throws(StateError) -> StateContents {
        var done: Int64 = 0
        var found: [StateContents.Table] = []
        for table in tables {
            var pages = StatePages(table)
            var sum = StateSum()
            while let page = try pages.next(session) {
                for row in page { sum.add(row) }
                done += Int64(page.count)
                progress(StateCopyProgress(stage: .checking, table: table.name, rows: done, of: all))
            }
            found.append(sum.finished(table))
        }
        return StateContents(tables: found)
    }
}
