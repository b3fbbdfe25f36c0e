internal import JSON

/// What became of a flag.
public struct ReportFlagChange: Sendable, Hashable {
    /// Its name.
    public var flag: String
    /// Where it stands.
    public var source: String?
    /// What it was before; `unknown` where that is not known.
    public var from: String
    /// What it is now; `unknown` where that is not known.
    public var to: String
    /// What there is to know besides, in a few words: `changed since`.
    public var remark: String?

    /// It is again what it was.
    public var isRestored: Bool { from == to && from != Self.unknown }

    private static let unknown = "unknown"

    /// The changes that a receipt tells of: `from` and `to` where a flag was set, `found` and `value` where it was
    /// given back.
    static func all(in receipt: JSONValue) -> [ReportFlagChange] {
        receipt.members(with: "flag").compactMap { change in
            // What neither was nor is known changed nothing, as a rollout that was paused.
            guard let flag = change["flag"]?.stringValue,
                ["from", "found", "to", "value", "outcome"].contains(where: { change[$0] != nil })
            else { return nil }
            return ReportFlagChange(
                flag: flag, source: change["source"]?.stringValue, from: text(change["from"] ?? change["found"]),
                to: text(change["to"] ?? change["value"]), remark: remark(change))
        }
    }

    /// Values are shown as they stand in their file.
    private static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil: unknown
        case .null: "not set"
        case .string(let text): text.isEmpty ? "empty" : text
        case .some(let value): value.compact
        }
    }

    /// How it went, where it did not go as it was meant to.
    private static func remark(_ change: JSONValue) -> String? {
        let outcome = change["outcome"]?.stringValue.flatMap { $0 == "restored" ? nil : ReportText.words($0) }
        let parts = [outcome, change["message"]?.stringValue].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }
}
