import GRDB

extension StateError {
    /// SQLite's result code (sqlite.org/rescode.html) as the sentence it means for a user.
    init(_ error: DatabaseError, place: String) {
        let detail = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no detail")"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(place: place)
        case .SQLITE_FULL: self = .diskFull(place: place)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly(place: place)
        case .SQLITE_CORRUPT: self = .corrupt(place: place, detail: detail)
        case .SQLITE_NOTADB: self = .notADatabase(place: place)
        case .SQLITE_CANTOPEN: self = .cannotOpen(place: place, reason: detail)
        case .SQLITE_IOERR: self = .inputOutput(place: place, detail: detail)
        case .SQLITE_CONSTRAINT: self = .constraint(error.message ?? "SQLite \(error.extendedResultCode.rawValue)")
        default: self = .statement(detail)
        }
    }
}
