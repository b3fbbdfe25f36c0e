internal import Basics
internal import State

/// The table `keyring`: the wrapped data key and firebreak's own keys.
enum KeyringRows {
    static func sealed(_ name: String, _ session: any DatabaseSession) throws -> [UInt8]? {
        try session.first("SELECT sealed FROM keyring WHERE name = $1", [.text(name)])?.blob("sealed")
    }

    static func replace(_ name: String, _ sealed: [UInt8], _ session: any DatabaseSession) throws {
        try session.execute("UPDATE keyring SET sealed = $2 WHERE name = $1", [.text(name), .blob(sealed)])
    }

    /// Puts a row in, unless another process was first; gives the one that counts.
    static func insertOrRead(
        _ name: String, _ sealed: [UInt8], _ database: any Database, _ now: Timestamp
    ) throws -> [UInt8] {
        try database.write { session in
            if let present = try Self.sealed(name, session) { return present }
            try session.execute(
                "INSERT INTO keyring (name, sealed, created_at) VALUES ($1, $2, $3)",
                [.text(name), .blob(sealed), .integer(now.microseconds)])
            return sealed
        }
    }
}
