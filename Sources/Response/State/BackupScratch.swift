internal import Files

/// A folder for a database in the making, beside the file that it is to become: `.NAME.backup`. It is locked while it is
/// in use; what a killed run has left in it is cleared by the next.
final class BackupScratch {
    /// Where the database is to be made.
    let database: String
    private let folder: String
    private let lock: FileLock

    init(for path: String) throws {
        let slash = path.lastIndex(of: "/")
        let parent = slash.map { String(path[...$0]) } ?? ""
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        folder = "\(parent).\(name).backup"
        try PrivateDirectory.ensure(folder)
        lock = try FileLock(path: folder + "/lock")
        database = folder + "/state.db"
        for name in try DirectoryListing.names(folder) where name != "lock" { TemporaryDirectory.remove(folder + "/" + name) }
    }

    deinit { TemporaryDirectory.remove(folder) }
}
