internal import Basics
internal import Cryptography

/// Which of a user's passwords is the current one, the previous one and the next one.
///
/// An access control list is an ordered list of hashes, and keeps its order when it is saved and loaded (src/acl.c,
/// `ACLDescribeUser`). Ours begins with the current password; of the others, one that the keyring has as pending is the
/// next one, and any other a previous one.
struct RedisPasswordSlots {
    /// What stands behind a hash.
    private struct Owner {
        let text: SecretBox
        let hashes: [String]
        let stage: SecretStage
        /// The lower, the later.
        let rank: Int
    }

    private var owners: [String: Owner] = [:]
    /// Whether passwords that nobody knows are of no account beside one that is known.
    private let ignoresStrangers: Bool

    /// - Parameters:
    ///   - versions: the keyring's, the latest first.
    ///   - passwords: others that came to light; they count as previous ones.
    init(_ versions: [KnownText], _ passwords: [SecretBox], ignoresStrangers: Bool) {
        self.ignoresStrangers = ignoresStrangers
        let others = passwords.map { KnownText(text: $0, stage: .previous) }
        // A password in plain text goes before its hash.
        let all = versions + others
        let ranked = all.enumerated().map {
            (known: $1, rank: $0, isHash: $1.text.withSecret(RedisPasswordText.isHashes))
        }
        for entry in ranked.filter({ !$0.isHash }) + ranked.filter(\.isHash) {
            let hashes = entry.known.text.withSecret { RedisPasswordText.hashes(of: $0) }
            let owner = Owner(text: entry.known.text, hashes: hashes, stage: entry.known.stage, rank: entry.rank)
            for hash in hashes where owners[hash] == nil { owners[hash] = owner }
        }
    }

    /// What the lists of all servers come to. Where they differ, the password that is current in the keyring counts as
    /// theirs, and everything that is valid somewhere is told.
    func values(of lists: [[String]]) -> DestinationValues {
        var values = DestinationValues()
        var all: [String] = []
        for hash in lists.joined() where !all.contains(hash) { all.append(hash) }
        let firsts = lists.compactMap { list in list.compactMap { owners[$0] }.first }
        guard let current = firsts.min(by: { Self.order($0) < Self.order($1) }) else {
            if !all.isEmpty { values[.current] = RedisPasswordText.text(of: all) }
            return values
        }
        values[.current] = current.text
        let rest = all.filter { !current.hashes.contains($0) }
        let known = rest.compactMap { owners[$0] }
        values[.next] = known.filter { $0.stage == .pending }.min { $0.rank < $1.rank }?.text
        values[.previous] = known.filter { $0.stage != .pending }.min { Self.order($0) < Self.order($1) }?.text
        let strangers = rest.filter { owners[$0] == nil }
        if values[.previous] == nil, !strangers.isEmpty, !ignoresStrangers {
            values[.previous] = RedisPasswordText.text(of: strangers)
        }
        return values
    }

    /// Whether somebody knows the password of a hash.
    func isKnown(_ hash: String) -> Bool { owners[hash] != nil }

    /// The list that says of each password what it is.
    static func list(of values: DestinationValues) -> [String] {
        var list: [String] = []
        for slot in DestinationSlot.allCases {
            for hash in values[slot]?.withSecret({ RedisPasswordText.hashes(of: $0) }) ?? []
            where !list.contains(hash) { list.append(hash) }
        }
        return list
    }

    /// What `ACL SETUSER` needs to hear to make one list the other, in one step.
    static func modifiers(from held: [String], to wanted: [String]) -> [String] {
        let gone = held.filter { !wanted.contains($0) }
        let kept = held.filter { wanted.contains($0) }
        let inPlace = Array(wanted.prefix(kept.count)) == kept
        // What stands in another place is taken out and put in anew.
        return (inPlace ? gone : held).map { "!" + $0 }
            + (inPlace ? Array(wanted.dropFirst(kept.count)) : wanted).map { "#" + $0 }
    }

    private static func order(_ owner: Owner) -> (Int, Int) {
        let stage =
            switch owner.stage {
            case .current: 0
            case .previous: 1
            case .pending: 2
            case .retired: 3
            }
        return (stage, owner.rank)
    }
}
