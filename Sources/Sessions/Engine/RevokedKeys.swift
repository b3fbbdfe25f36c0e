/// The keys of revoked sessions, to look whether they come back: at most 200,000, so that memory stays bounded; more
/// are looked for by passes over the whole store.
struct RevokedKeys: Sendable {
    private static let limit = 200_000
    private static let byteLimit = 8 << 20
    private(set) var keys = KeyList()
    /// False where some were not kept.
    private(set) var isComplete = true

    /// Takes keys in, as long as there is room.
    mutating func append(_ more: KeyList) {
        guard keys.count + more.count <= Self.limit, keys.byteCount + more.byteCount <= Self.byteLimit else {
            isComplete = false
            return
        }
        for index in 0..<more.count { more.withKey(index) { keys.append($0) } }
    }
}
