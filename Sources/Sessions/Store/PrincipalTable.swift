/// Sessions counted by user, for at most 20,000 different users at once, so that memory stays bounded. When more come,
/// the half with fewest sessions is forgotten: who has many stays (G. S. Manku and R. Motwani, "Approximate Frequency
/// Counts over Data Streams", 2002, on lossy counting).
final class PrincipalTable {
    private struct Entry {
        var sessions = 0
        var roles: Set<String> = []
        var fingerprints: [String] = []
    }

    private static let limit = 20_000
    private static let rolesOfUser = 16
    /// In bytes; longer names are cut.
    private static let longestName = 256
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
        let name = session.principal.map(Self.cut)
        if entries.count >= Self.limit, entries[name] == nil { forgetHalf() }
        var entry = entries.removeValue(forKey: name) ?? Entry()
        entry.sessions += 1
        for role in session.roles where entry.roles.count < Self.rolesOfUser { entry.roles.insert(Self.cut(role)) }
        if entry.fingerprints.count < fingerprints {
            entry.fingerprints.append(SessionFingerprint.of(keys.id(in: Array(key)), store: store))
        }
        entries[name] = entry
    }

    private func forgetHalf() {
        isComplete = false
        let counts = entries.values.map(\.sessions).sorted()
        let median = counts[counts.count / 2]
        entries = entries.filter { $0.value.sessions > median || $0.key == nil }
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= longestName ? text : String(decoding: text.utf8.prefix(longestName), as: UTF8.self) + "…"
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
