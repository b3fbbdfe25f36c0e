/// Sessions counted by user, for at most 50,000 different users, so that memory stays bounded.
final class PrincipalTable {
    private struct Entry {
        var sessions = 0
        var roles: Set<String> = []
        var fingerprints: [String] = []
    }

    private static let limit = 50_000
    private static let rolesOfUser = 16
    private let store: String
    private let keys: KeyTemplate
    private let fingerprints: Int
    private var entries: [String?: Entry] = [:]
    /// False where there were more users than the table takes.
    private(set) var isComplete = true

    init(store: String, keys: KeyTemplate, fingerprints: Int) {
        self.store = store
        self.keys = keys
        self.fingerprints = max(0, fingerprints)
    }

    /// How many different users it holds; sessions that name nobody are not a user.
    var count: Int { entries.count - (entries[nil] == nil ? 0 : 1) }

    /// Takes a session in.
    func add(key: UnsafeRawBufferPointer, _ session: SessionDescription) {
        if entries.count >= Self.limit, entries[session.principal] == nil {
            isComplete = false
            return
        }
        var entry = entries.removeValue(forKey: session.principal) ?? Entry()
        entry.sessions += 1
        if entry.roles.count < Self.rolesOfUser { entry.roles.formUnion(session.roles) }
        if entry.fingerprints.count < fingerprints {
            entry.fingerprints.append(SessionFingerprint.of(keys.id(in: Array(key)), store: store))
        }
        entries[session.principal] = entry
    }

    /// The users with most sessions, at most so many.
    func summaries(limit: Int) -> [PrincipalSummary] {
        let sorted = entries.sorted { left, right in
            left.value.sessions != right.value.sessions
                ? left.value.sessions > right.value.sessions : (left.key ?? "") < (right.key ?? "")
        }
        return sorted.prefix(max(0, limit)).map { principal, entry in
            PrincipalSummary(
                principal: principal, sessions: entry.sessions, roles: entry.roles.sorted(),
                fingerprints: entry.fingerprints.sorted())
        }
    }
}
