import Basics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension SQLiteDatabase {
    public var place: String { path }

    public func facts() throws -> StateFacts {
        try read { session in
            let version = try session.first("SELECT sqlite_version() AS version")?.text("version") ?? ""
            let pages = try session.first(
                "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()")
            let schema = try session.first("SELECT MAX(number) AS number FROM \(Migrator.table)")
            return StateFacts(
                engine: "SQLite \(version)", schema: Int(try schema?.integer("number") ?? 0),
                bytes: try pages?.integer("bytes") ?? 0)
        }
    }

    /// Reads the whole file for damage, and looks at the room that is left for it.
    public func findings() throws -> [StateFinding] {
        let answer = try read { session in
            try session.query("PRAGMA quick_check(3)").compactMap { row in
                if case .text(let text)? = row.values.first { text } else { nil }
            }
        }
        guard answer == ["ok"] else {
            return [
                StateFinding(
                    .bad, "the database is damaged: \(answer.joined(separator: "; "))",
                    remedy: "keep a copy of it, and put a backup in its place")
            ]
        }
        return [StateFinding(.good, path)] + roomFindings()
    }

    private func roomFindings() -> [StateFinding] {
        var found = statvfs()
        guard statvfs(path, &found) == 0 else { return [] }
        let free = UInt64(found.f_bavail) * UInt64(found.f_frsize)
        guard free < 64 << 20 else { return [] }
        return [
            StateFinding(
                .doubtful, "the disk has \(free >> 20) MB left",
                remedy: "free some space: nothing can be done that cannot be written down first")
        ]
    }
}
