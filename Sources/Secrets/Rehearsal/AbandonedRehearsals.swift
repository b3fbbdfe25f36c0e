internal import Basics
internal import Files

/// Folders of rehearsals that were killed: sealed copies, with a keyring of their own.
enum AbandonedRehearsals {
    static let prefix = "rehearsal-"
    /// Beside the folder stands a lock, made before it and removed after it, that is held while the rehearsal goes on.
    static let lockSuffix = ".lock"

    /// Removes them.
    static func remove(in directory: String) {
        for name in (try? DirectoryListing.names(directory)) ?? [] {
            guard name.hasPrefix(prefix) else { continue }
            let folder = directory + "/" + (name.hasSuffix(lockSuffix) ? String(name.dropLast(lockSuffix.count)) : name)
            guard let lock = try? FileLock(path: folder + lockSuffix) else { continue }
            TemporaryDirectory.remove(folder)
            try? AtomicFile.remove(folder + lockSuffix)
            withExtendedLifetime(lock) {}
        }
    }
}

extension RotationEngine {
    /// Removes what rehearsals that were killed have left.
    public func removeAbandonedRehearsals() { AbandonedRehearsals.remove(in: context.lockDirectory) }
}
