internal import Basics
internal import Cryptography
internal import Files
internal import Incidents
internal import JSON
public import State

extension Workspace {
    /// Writes the state into one SQLite file that was not there. The file appears whole and verified, or not at all.
    public func backUpState(
        to path: String, progress: @escaping (StateCopyProgress) -> Void = { _ in }
    ) throws -> StateTransfer {
        let source = try StatePlace("configured", self)
        var file = try StreamedFile(creating: path)
        let scratch = try BackupScratch(for: path)
        var transfer: StateTransfer
        do {
            let database = try SQLiteDatabase(path: scratch.database)
            transfer = try copyState(
                from: source.open(self), named: source.name, to: database, named: path, mayReplace: false,
                progress: progress)
            try database.becomeOneFile()
        }
        var hasher = DigestAlgorithm.Hasher(.sha256)
        var bytes = 0
        var input = try InputFile(scratch.database)
        while let chunk = try input.read(upTo: 1 << 20) {
            hasher.update(chunk)
            try chunk.withUnsafeBytes { try file.write($0) }
            bytes += chunk.count
        }
        try file.finish()
        transfer.bytes = bytes
        transfer.sha256 = Hexadecimal.encode(hasher.finalize())
        note(
            JournalKind.stateBackedUp, "the state was backed up to \(path): \(transfer.journal.entries) entries of the journal",
            ["file": .string(path), "sha256": .string(transfer.sha256 ?? ""), "entries": .integer(transfer.journal.entries)],
            in: &transfer)
        return transfer
    }

    /// What stands in the configured state, which a restored one would take the place of; empty where nothing does.
    public func stateToReplace() throws -> [(name: String, rows: Int64)] {
        let place = try StatePlace("configured", self)
        do {
            let copy = try StateCopy()
            return try place.open(self).read { try copy.counts($0) }
        } catch let error as StateError {
            guard case .notFound = error else { throw error }
            return []
        }
    }

    /// Puts a backup in the place of the configured state.
    ///
    /// - Parameters:
    ///   - digest: the file's SHA-256 as the backup said it; nil where it is not to be compared.
    ///   - mayReplace: whether what is there may go.
    public func restoreState(
        from path: String, digest: String?, mayReplace: Bool, progress: @escaping (StateCopyProgress) -> Void = { _ in }
    ) throws -> StateTransfer {
        guard FileReader.exists(path) else {
            throw StatePlaceFailure(
                status: .inputNotFound, message: "there is no backup at \(path)", hint: "'firebreak state backup FILE' makes one")
        }
        let found = try Self.digest(of: path)
        if let digest, digest.lowercased() != found {
            throw StatePlaceFailure(
                status: .checkFailed, message: "\(path) is not the file that was backed up: its SHA-256 is \(found)",
                hint: "look for the file whose SHA-256 is \(digest); nothing was changed")
        }
        // The file stays as it is: SQLite would migrate it, and keep its log beside it.
        let scratch = try BackupScratch(for: configuration.state.directory + "/restore")
        try Self.copy(path, to: scratch.database)
        var transfer = try copyState(
            from: SQLiteDatabase(path: scratch.database, creating: false), named: path,
            to: StatePlace("configured", self).openOrMake(self), named: statePlace,
            mayReplace: mayReplace, progress: progress)
        transfer.sha256 = found
        note(
            JournalKind.stateRestored,
            "the state was restored from \(path), which ends with entry \(transfer.journal.entries - 1)",
            [
                "file": .string(path), "sha256": .string(found), "entries": .integer(transfer.journal.entries),
                "replacedRows": .integer(transfer.replaced),
            ], in: &transfer)
        return transfer
    }

    private static func digest(of path: String) throws -> String {
        var hasher = DigestAlgorithm.Hasher(.sha256)
        var input = try InputFile(path)
        while let chunk = try input.read(upTo: 1 << 20) { hasher.update(chunk) }
        return Hexadecimal.encode(hasher.finalize())
    }

    private static func copy(_ path: String, to target: String) throws {
        var input = try InputFile(path)
        var file = try StreamedFile(creating: target)
        while let chunk = try input.read(upTo: 1 << 20) { try chunk.withUnsafeBytes { try file.write($0) } }
        try file.finish()
    }
}
