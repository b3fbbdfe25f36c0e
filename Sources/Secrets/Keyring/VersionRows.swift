internal import Basics
internal import State

/// The tables `secrets` and `secret_versions`.
enum VersionRows {
    private static let columns =
        "version, stage, fingerprint, key_id, created_at, promoted_at, expires_at, retired_at"

    /// The kind as which a secret is stored; nil where the keyring does not know it.
    static func kind(_ secret: String, _ session: any DatabaseSession) throws -> String? {
        try session.first("SELECT kind FROM secrets WHERE name = $1", [.text(secret)])?.text("kind")
    }

    /// Every secret with its kind, by name.
    static func secrets(_ session: any DatabaseSession) throws -> [(name: String, kind: String)] {
        try session.query("SELECT name, kind FROM secrets ORDER BY name", []).map { row in
            (try row.text("name"), try row.text("kind"))
        }
    }

    static func insertSecret(_ name: String, kind: String, at now: Timestamp, _ session: any DatabaseSession) throws {
        try session.execute(
            "INSERT INTO secrets (name, kind, created_at) VALUES ($1, $2, $3)",
            [.text(name), .text(kind), .integer(now.microseconds)])
    }

    /// Every version of a secret, the oldest first.
    static func versions(_ secret: String, _ session: any DatabaseSession) throws -> [SecretVersion] {
        try session.query(
            "SELECT \(columns) FROM secret_versions WHERE secret = $1 ORDER BY version", [.text(secret)]
        ).map(version)
    }

    /// Every version of every secret, the oldest first.
    static func all(_ session: any DatabaseSession) throws -> [String: [SecretVersion]] {
        var all: [String: [SecretVersion]] = [:]
        let rows = try session.query("SELECT secret, \(columns) FROM secret_versions ORDER BY secret, version", [])
        for row in rows { all[try row.text("secret"), default: []].append(try version(row)) }
        return all
    }

    static func sealed(_ secret: String, _ version: Int, _ session: any DatabaseSession) throws -> [UInt8]? {
        try session.first(
            "SELECT sealed FROM secret_versions WHERE secret = $1 AND version = $2",
            [.text(secret), .integer(Int64(version))])?.optionalBlob("sealed")
    }

    /// The number that the next version gets.
    static func nextNumber(_ secret: String, _ session: any DatabaseSession) throws -> Int {
        let row = try session.first(
            "SELECT MAX(version) AS latest FROM secret_versions WHERE secret = $1", [.text(secret)])
        return Int(try row?.optionalInteger("latest") ?? 0) + 1
    }

    static func insert(
        _ secret: String, _ version: SecretVersion, sealed: [UInt8], _ session: any DatabaseSession
    ) throws {
        try session.execute(
            """
            INSERT INTO secret_versions (secret, version, stage, sealed, fingerprint, key_id, created_at, promoted_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .text(secret), .integer(Int64(version.version)), .text(version.stage.rawValue), .blob(sealed),
                .text(version.fingerprint), .optional(version.keyID), .integer(version.createdAt.microseconds),
                .optional(version.promotedAt?.microseconds),
            ])
    }

    /// Moves a version to the current stage; whatever was current must have left it in the same transaction.
    static func promote(_ secret: String, _ version: Int, at now: Timestamp, _ session: any DatabaseSession) throws {
        try session.execute(
            """
            UPDATE secret_versions SET stage = 'current', promoted_at = $3, expires_at = NULL, retired_at = NULL
            WHERE secret = $1 AND version = $2
            """,
            [.text(secret), .integer(Int64(version)), .integer(now.microseconds)])
    }

    /// Makes a version a previous one, needed until an instant.
    static func demote(
        _ secret: String, _ version: Int, until expiry: Timestamp?, _ session: any DatabaseSession
    ) throws {
        try session.execute(
            "UPDATE secret_versions SET stage = 'previous', expires_at = $3 WHERE secret = $1 AND version = $2",
            [.text(secret), .integer(Int64(version)), .optional(expiry?.microseconds)])
    }

    /// Retires a version. Its value stays sealed, so that nothing is lost, until it is destroyed after a while.
    static func retire(_ secret: String, _ version: Int, at now: Timestamp, _ session: any DatabaseSession) throws {
        try session.execute(
            "UPDATE secret_versions SET stage = 'retired', retired_at = $3 WHERE secret = $1 AND version = $2",
            [.text(secret), .integer(Int64(version)), .integer(now.microseconds)])
    }

    /// Destroys the values of the versions that were retired at or before an instant; the rows stay as history. Gives
    /// how many there were.
    static func destroy(_ secret: String, retiredBy instant: Timestamp, _ session: any DatabaseSession) throws -> Int {
        try session.execute(
            """
            UPDATE secret_versions SET sealed = NULL
            WHERE secret = $1 AND stage = 'retired' AND retired_at <= $2 AND sealed IS NOT NULL
            """,
            [.text(secret), .integer(instant.microseconds)])
    }

    /// The secrets of which a retired version has its value still, with when the first of them was retired.
    static func firstDestroyable(_ session: any DatabaseSession) throws -> [String: Timestamp] {
        let rows = try session.query(
            """
            SELECT secret, MIN(retired_at) AS first FROM secret_versions
            WHERE stage = 'retired' AND retired_at IS NOT NULL AND sealed IS NOT NULL GROUP BY secret
            """)
        var found: [String: Timestamp] = [:]
        for row in rows { found[try row.text("secret")] = Timestamp(microseconds: try row.integer("first")) }
        return found
    }

    private static func version(_ row: SQLRow) throws -> SecretVersion {
        let stage = try row.text("stage")
        guard let stage = SecretStage(rawValue: stage) else { throw StateError.column("stage", expected: "a stage") }
        func time(_ column: String) throws -> Timestamp? {
            try row.optionalInteger(column).map(Timestamp.init(microseconds:))
        }
        return SecretVersion(
            version: Int(try row.integer("version")), stage: stage, fingerprint: try row.text("fingerprint"),
            keyID: try row.optionalText("key_id"),
            createdAt: Timestamp(microseconds: try row.integer("created_at")), promotedAt: try time("promoted_at"),
            expiresAt: try time("expires_at"), retiredAt: try time("retired_at"))
    }
}
