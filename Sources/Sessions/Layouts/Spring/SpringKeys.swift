/// The keys of Spring Session under a namespace (spring-projects/spring-session, RedisIndexedSessionRepository.java and
/// SortedSetRedisSessionExpirationStore.java).
struct SpringKeys: Sendable, Hashable {
    /// The default namespace.
    static let defaultNamespace = "spring:session"

    let namespace: String

    /// `spring:session:sessions:<id>`. Beside the sessions stand the shadow keys `…:sessions:expires:<id>` and the
    /// sorted set `…:sessions:expirations`.
    var sessions: KeyTemplate {
        KeyTemplate(prefix: namespace + ":sessions:", reserved: ["expires:", "expirations"])
    }

    /// The key whose expiry or deletion tells the application that the session of the same id has ended.
    func shadow(_ id: some Sequence<UInt8>) -> [UInt8] { Array("\(namespace):sessions:expires:".utf8) + id }

    /// The sessions that expire in the minute that ends then.
    func expirations(minute: Int64) -> [UInt8] { expirationsPrefix + Array(String(minute).utf8) }

    /// What the keys of all minutes begin with.
    var expirationsPrefix: [UInt8] { Array("\(namespace):expirations:".utf8) }

    /// All sessions by when they expire, where the application keeps them so.
    var sortedExpirations: [UInt8] { Array("\(namespace):sessions:expirations".utf8) }

    /// The list of a user's sessions.
    var indexPrefix: [UInt8] { Array("\(namespace):index:\(SpringHash.principalAttribute):".utf8) }

    /// The end of the minute of an instant, in milliseconds since 1970: what `roundUpToNextMinute` makes of it.
    static func minute(of instant: Int64) -> Int64? {
        let (next, isTooLate) = instant.addingReportingOverflow(60_000)
        if isTooLate { return nil }
        let rest = next % 60_000
        return rest < 0 ? next - rest - 60_000 : next - rest
    }
}
