public import Basics

/// What a scan found out about one user, address or route.
public struct ScanFinding: Sendable, Hashable, Encodable {
    /// What it is about.
    public enum Kind: String, Sendable, Hashable, Encodable, CaseIterable {
        case user, address, route
    }

    public let kind: Kind
    /// The user, the address or the route, as the logs have it.
    public let name: String
    /// How many rows fulfil a rule.
    public let count: Int
    /// How many by each rule.
    public let rules: [String: Int]
    /// When the first and the last happened; nil where no row has a time.
    public let firstSeen: Timestamp?
    public let lastSeen: Timestamp?
    /// The busiest minute, where it stands out.
    public let spike: ScanPeak?
    /// The busiest second, where no person could bring it about.
    public let burst: ScanPeak?
    /// From how many addresses within a minute, where nobody can be at so many.
    public let addresses: ScanPeak?

    /// Whether something about it stands out.
    public var isRemarkable: Bool { spike != nil || burst != nil || addresses != nil }
}

/// How many there were at a time.
public struct ScanPeak: Sendable, Hashable, Encodable {
    public let count: Int
    public let at: Timestamp
}

/// What a scan found.
public struct ScanReport: Sendable, Encodable {
    /// What became of the rows.
    public let summary: LogSummary
    /// The rules that were fulfilled, with how often and where they come from.
    public let rules: [Rule]
    /// How many rows fulfil a rule.
    public let hits: Int
    /// When the first and the last happened.
    public let firstSeen: Timestamp?
    public let lastSeen: Timestamp?
    /// About whom, the most frequent first.
    public let findings: [ScanFinding]
    /// How many rows are about users, addresses or routes that came when there were too many to count each.
    public let uncounted: Int

    public struct Rule: Sendable, Hashable, Encodable {
        public let name: String
        public let meaning: String
        public let origin: String
        public let count: Int
    }

    /// The users, by name.
    public func users(atLeast least: Int, onlyRemarkable: Bool = false) -> [String] {
        names(.user, atLeast: least, onlyRemarkable: onlyRemarkable)
    }

    /// The users, the addresses or the routes that so many rows are about, by name.
    public func names(_ kind: ScanFinding.Kind, atLeast least: Int, onlyRemarkable: Bool = false) -> [String] {
        findings.filter { $0.kind == kind && $0.count >= least && (!onlyRemarkable || $0.isRemarkable) }
            .map(\.name).sorted()
    }
}
