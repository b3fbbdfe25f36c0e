internal import Basics
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
        } else {
            flags.append(change)
        }
    }
}

/// What became of a secret.
public struct ReportSecretChange: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The version before the incident; nil where there was none.
    public var previousVersion: Int64?
    /// The version now.
    public var version: Int64?
    /// The stage of that version.
    public var stage: String?
    /// What is still to be done.
    public var nextStep: String?
    /// When that is due, ISO 8601.
    public var nextStepAt: String?
    /// For how long the old value may still be accepted, in seconds.
    public var residualTrustSeconds: Double?

    init?(_ receipt: JSONValue) {
        guard let name = receipt["name"]?.stringValue, let version = receipt["version"]?.integerValue else {
            return nil
        }
        self.name = name
        self.version = version
        previousVersion = receipt["previousVersion"]?.integerValue
        stage = receipt["stage"]?.stringValue
        nextStep = receipt["nextStep"]?.stringValue
        nextStepAt = receipt["nextStepAt"]?.stringValue
        residualTrustSeconds = receipt["residualTrustSeconds"]?.doubleValue
    }
}

/// What became of a flag.
public struct ReportFlagChange: Sendable, Hashable {
    /// Its name.
    public var flag: String
    /// Where it stands.
    public var source: String?
    /// What it was before the incident.
    public var from: String
    /// What it is now.
    public var to: String

    /// It is again what it was.
    public var isRestored: Bool { from == to }

    /// The changes that a receipt tells of.
    static func all(in receipt: JSONValue) -> [ReportFlagChange] {
        receipt.members(with: "flag").compactMap { change in
            guard let flag = change["flag"]?.stringValue else { return nil }
            return ReportFlagChange(
                flag: flag, source: change["source"]?.stringValue, from: text(change["from"]), to: text(change["to"]))
        }
    }

    /// Flags are shown as they stand in their file.
    private static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: "not set"
        case .string(let text): text.isEmpty ? "empty" : text
        case .some(let value): value.compact
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
