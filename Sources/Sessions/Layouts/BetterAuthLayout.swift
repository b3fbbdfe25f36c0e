internal import Basics
internal import Configuration

/// Better Auth with Redis as its secondary storage (better-auth/better-auth, redis-storage.ts and internal-adapter.ts):
/// a string `better-auth:<token>` of JSON `{session, user}`, and for each user a list
/// `better-auth:active-sessions-<user id>` of JSON `[{token, expiresAt}]`, which is read, changed and written by
/// whoever comes, so that it loses tokens.
struct BetterAuthLayout: SessionLayout {
    /// The default `keyPrefix`.
    static let defaultPrefix = "better-auth:"
    /// The members of what is stored.
    static let defaultFields = SessionFields(
        user: ["session.userId", "user.id"], role: ["user.role"], address: ["session.ipAddress"],
        created: ["session.createdAt"], lastSeen: ["session.updatedAt"])
    /// `generateId(32)` of letters and digits; what stands beside the sessions has other characters in it.
    private static let tokenLength = 32

    var name: String { "better-auth" }
    let keys: KeyTemplate
    let fields: SessionFields
    let index: SessionIndex?
    let fallback: SessionFallback?

    /// Reads `prefix`, `storeInDatabase`, `cookieCache` and the fields beside the preset's name.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        let prefix = try options.anyPrefix(default: Self.defaultPrefix)
        keys = KeyTemplate(prefix: prefix, form: .alphanumeric(count: Self.tokenLength))
        index = SessionIndex(prefix: Array("\(prefix)active-sessions-".utf8), entries: .json(member: "token"))
        fields = try options.fields(default: Self.defaultFields)
        let storesInDatabase = try options.optional("storeInDatabase").map { node throws(ConfigurationError) in
            try node.bool()
        }
        let cache = try options.optional("cookieCache").map { node throws(ConfigurationError) in try node.duration() }
        fallback = Self.fallback(storesInDatabase, cache)
    }

    func reader(for question: SessionQuestion) -> any SessionReader {
        JSONSessionReader(question: question, fields: fields)
    }

    /// With `session.storeSessionInDatabase` the database answers where Redis has no session; with
    /// `session.cookieCache` a signed cookie is believed without asking either. Where the configuration does not say,
    /// both may be.
    private static func fallback(_ storesInDatabase: Bool?, _ cache: Duration?) -> SessionFallback? {
        let mayStore = storesInDatabase ?? true
        let mayCache = cache.map { $0 > .zero } ?? true
        guard mayStore || mayCache else { return nil }
        var reasons: [String] = []
        if mayStore {
            reasons.append(
                storesInDatabase == nil
                    ? "with storeSessionInDatabase the table session still lets users in"
                    : "the table session still lets users in")
        }
        if mayCache {
            let time = cache.map { "for \($0.compact)" } ?? "for 5m unless cookieCache.maxAge says otherwise"
            reasons.append("with cookieCache a cookie lets users in \(time)")
        }
        let isGuess = storesInDatabase == nil || cache == nil
        return SessionFallback(
            reason: reasons.joined(separator: ", and "),
            remedy: { selector in
                var steps: [String] = []
                if mayStore {
                    steps.append("DELETE FROM \"session\"" + SessionFallback.condition(on: "\"userId\"", selector))
                }
                if mayCache { steps.append("change cookieCache.version, or wait until the cookies' time is over") }
                if isGuess {
                    steps.append("where neither is in use, add 'storeInDatabase: false, cookieCache: 0s' to the layout")
                }
                return steps.joined(separator: "; ")
            })
    }
}
