internal import JSON

/// Whom and what an incident touched, added up from the receipts.
public struct ReportImpact: Sendable, Hashable {
    /// The users whose sessions were revoked by name, each once.
    public var principals: [String] = []
    /// The roles whose members' sessions were revoked.
    public var roles: [String] = []
    /// The stores in which every session was revoked.
    public var emptiedStores: [String] = []
    /// The stores in which sessions were revoked.
    public var stores: [String] = []
    /// Sessions that were removed.
    public var sessionsRevoked: Int64 = 0
    /// How often a session came back and was removed again.
    public var sessionsReturned: Int64 = 0
    /// Sessions that were found afterwards; nil where some revocation could not count them.
    public var sessionsRemaining: Int64? = 0
    /// Values that could not be read.
    public var sessionsUndecodable: Int64 = 0
    /// The secrets that got a new version.
    public var secrets: [ReportSecretChange] = []
    /// The flags that were changed.
    public var flags: [ReportFlagChange] = []

    /// Whether any revocation came to an outcome.
    public var hasRevocations: Bool { !stores.isEmpty }

    init(_ actions: [ReportAction]) {
        for action in actions {
            guard let receipt = action.receipt else { continue }
            if action.action == "sessions.revoke" { add(revocation: receipt) }
            if action.action.hasPrefix("secrets.") { add(secret: receipt) }
            for change in ReportFlagChange.all(in: receipt) where action.action.hasPrefix("flags.") {
                add(flag: change)
            }
        }
    }

    private mutating func add(revocation receipt: JSONValue) {
        let store = receipt["store"]?.stringValue ?? "the store"
        let selector = receipt["selector"].flatMap(SelectorText.init)
        stores.appendOnce(store)
        for user in selector?.users ?? [] { principals.appendOnce(user) }
        if let role = selector?.role { roles.appendOnce(role) }
        if selector?.meansAll == true { emptiedStores.appendOnce(store) }
        sessionsRevoked.add(receipt["revoked"])
        sessionsReturned.add(receipt["resurrected"])
        sessionsUndecodable.add(receipt["undecodable"])
        if receipt["remaining"]?.integerValue == nil { sessionsRemaining = nil }
        sessionsRemaining?.add(receipt["remaining"])
    }

    private mutating func add(secret receipt: JSONValue) {
        guard var change = ReportSecretChange(receipt) else { return }
        if let index = secrets.firstIndex(where: { $0.name == change.name }) {
            change.previousVersion = secrets[index].previousVersion ?? change.previousVersion
            secrets[index] = change
        } else {
            secrets.append(change)
        }
    }

    private mutating func add(flag change: ReportFlagChange) {
        if let index = flags.firstIndex(where: { $0.flag == change.flag && $0.source == change.source }) {
            flags[index].to = change.to
            flags[index].remark = change.remark
        } else {
            flags.append(change)
        }
    }
}

extension [String] {
    fileprivate mutating func appendOnce(_ name: String) {
        if !contains(name) { append(name) }
    }
}

extension Int64 {
    /// Adds a number from a receipt; what is none, or too large, adds nothing.
    fileprivate mutating func add(_ value: JSONValue?) {
        let (sum, overflowed) = addingReportingOverflow(value?.integerValue ?? 0)
        if !overflowed { self = sum }
    }
}
