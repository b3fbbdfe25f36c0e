public import Basics
public import Flags

/// What would be changed: the prior and the new value of each flag.
public struct FlagsPlan: Sendable, Encodable {
    public let changes: [FlagOverride]
}

/// What setting a flag did.
public struct FlagReceipt: OperationReceipt {
    public let flag: String
    public let source: String
    public let from: FlagValue
    public let to: FlagValue
    /// The override's id, by which it can be restored.
    public let override: String
    public let expiresAt: Timestamp?
    public let warnings: [String]
    /// `done`, or `partial` where the reload hooks of its source failed.
    public let status: ExitStatus

    private enum CodingKeys: CodingKey { case flag, source, from, to, override, expiresAt, warnings }

    init(override change: FlagOverride) {
        flag = change.flag
        source = change.source
        from = change.prior.value
        to = change.target.value
        override = change.id
        expiresAt = change.expiresAt
        warnings = change.warnings + change.changeOfKind + change.reloadFailures
        status = change.reloadFailures.isEmpty ? .done : .partial
    }

    public var summary: String {
        "set \(flag) from \(from) to \(to)" + (expiresAt.map { " until \($0.formatted(fractionDigits: 0))" } ?? "")
    }
}

/// What a lockdown did.
public struct LockdownReceipt: OperationReceipt {
    public let lockdown: String
    /// The id that its overrides share: `flags restore --lockdown` takes it too.
    public let unit: String
    public let flags: [FlagReceipt]

    init(lockdown: String, overrides: [FlagOverride]) {
        self.lockdown = lockdown
        unit = overrides.first?.unit ?? ""
        flags = overrides.map(FlagReceipt.init(override:))
    }

    public var status: ExitStatus { flags.allSatisfy { $0.status == .done } ? .done : .partial }
    public var summary: String { "applied the lockdown \(lockdown): \(flags.count) flags" }
}

extension Restoration: OperationReceipt {
    public var summary: String {
        let done = flags.filter { $0.outcome == .restored || $0.outcome == .alreadyThere }.map(\.flag)
        let left = flags.filter { $0.outcome == .changedSince || $0.outcome == .failed }.map(\.flag)
        let first = done.isEmpty ? "restored no flag" : "restored \(done.joined(separator: ", "))"
        return ([left.isEmpty ? first : "\(first); left alone: \(left.joined(separator: ", "))"] + warnings)
            .joined(separator: "; ")
    }
}

extension FlagOverride {
    /// A warning where the value is of another kind than the one before, which the program that reads it may not expect.
    /// `1` and `0` are on and off as well.
    fileprivate var changeOfKind: [String] {
        guard let before = prior.value.kind, let after = target.value.kind, before != after,
            !([.number(0), .number(1)].contains(prior.value) && after == "boolean")
        else { return [] }
        return ["\(flag) was a \(before) and is a \(after) now: make sure that its readers take that"]
    }
}

extension FlagValue {
    /// What it is, in a word; nil for none, and for an empty text, which may stand for anything.
    fileprivate var kind: String? {
        switch self {
        case .absent, .string(""): nil
        case .boolean: "boolean"
        case .number: "number"
        case .string: "text"
        case .json: "JSON value"
        }
    }
}
