internal import Basics
internal import JSON

/// A figure or a word of a receipt, with its name.
public struct ReportFact: Sendable, Hashable {
    /// Whether it is as it should be.
    public enum Tone: String, Sendable, Hashable {
        /// Neither.
        case plain
        /// Somebody should look at it.
        case warning
    }

    /// What it is.
    public var label: String
    /// What it says.
    public var value: String
    /// Whether it is as it should be.
    public var tone: Tone

    public init(_ label: String, _ value: String, _ tone: Tone = .plain) {
        self.label = label
        self.value = value
        self.tone = tone
    }
}

extension ReportFact {
    /// What a receipt says, for the actions that are known; for others, its own members.
    static func all(in receipt: JSONValue, of action: String) -> [ReportFact] {
        switch action {
        case "sessions.revoke": sessions(receipt)
        case _ where action.hasPrefix("secrets.") && receipt["name"] != nil: secrets(receipt)
        case _ where action.hasPrefix("flags."): flags(receipt)
        case "notify.send": []  // the notifications have a section of their own
        default: others(receipt)
        }
    }

    private static func sessions(_ receipt: JSONValue) -> [ReportFact] {
        var facts: [ReportFact] = []
        if let text = receipt["selector"].flatMap(SelectorText.init) {
            facts.append(ReportFact("Selected", text.sentence))
        }
        if let revoked = receipt["revoked"]?.integerValue {
            let matched = receipt["matched"]?.integerValue.map { " of \(ReportText.count($0))" } ?? ""
            facts.append(ReportFact("Revoked", ReportText.count(revoked) + matched))
        }
        facts += count(receipt, "resurrected", "Came back, revoked again")
        switch receipt["remaining"] {
        case .some(let value) where value.integerValue != nil:
            let remaining = value.integerValue ?? 0
            facts.append(ReportFact("Remain", ReportText.count(remaining), remaining > 0 ? .warning : .plain))
        case .some: facts.append(ReportFact("Remain", "unknown: not counted again", .warning))
        case nil: break
        }
        if let undecodable = receipt["undecodable"]?.integerValue, undecodable > 0 {
            facts.append(ReportFact("Undecodable", ReportText.count(undecodable), .warning))
        }
        facts += count(receipt, "examined", "Examined")
        if let cutoff = receipt["cutoff"]?.stringValue {
            facts.append(ReportFact("Tokens refused from before", cutoff))
        }
        if let verified = receipt["verified"]?.boolValue {
            facts.append(ReportFact("Verified", verified ? "yes" : "no", verified ? .plain : .warning))
        }
        return facts
    }

    private static func count(_ receipt: JSONValue, _ key: String, _ label: String) -> [ReportFact] {
        receipt[key]?.integerValue.map { [ReportFact(label, ReportText.count($0))] } ?? []
    }

    private static func secrets(_ receipt: JSONValue) -> [ReportFact] {
        var facts: [ReportFact] = []
        if let version = receipt["version"]?.integerValue {
            let previous = receipt["previousVersion"]?.integerValue.map { "\($0) → " } ?? ""
            facts.append(ReportFact("Version", "\(previous)\(version)"))
        }
        if let stage = receipt["stage"]?.stringValue { facts.append(ReportFact("Stage", stage)) }
        for destination in receipt["destinations"]?.arrayValue ?? [] {
            let state = destination["state"]?.stringValue ?? "unknown"
            let name = destination["name"]?.stringValue ?? "?"
            facts.append(ReportFact("Destination", "\(name): \(state)", state == "failed" ? .warning : .plain))
        }
        if let step = receipt["nextStep"]?.stringValue {
            let at = receipt["nextStepAt"]?.stringValue.flatMap(Timestamp.init).map {
                ", \(ReportText.dateAndTime($0))"
            }
            facts.append(ReportFact("Next step", step + (at ?? ""), .warning))
        }
        if let seconds = receipt["residualTrustSeconds"]?.doubleValue, seconds.isFinite, seconds > 0, seconds < 1e11 {
            facts.append(ReportFact("Old value trusted for", ReportText.duration(.seconds(seconds)), .warning))
        }
        return facts
    }

    private static func flags(_ receipt: JSONValue) -> [ReportFact] {
        let changes = ReportFlagChange.all(in: receipt)
        guard !changes.isEmpty else { return others(receipt) }
        return changes.map { change in
            ReportFact(
                change.source.map { "\($0): \(change.flag)" } ?? change.flag,
                "\(change.from) → \(change.to)" + (change.remark.map { ". \($0)" } ?? ""))
        }
    }

    /// The members that are scalars or lists of them.
    private static func others(_ receipt: JSONValue) -> [ReportFact] {
        (receipt.objectValue ?? [:]).compactMap { key, value in
            guard key != "warnings", let text = value.scalarText else { return nil }
            return ReportFact(ReportText.words(key), text)
        }
    }
}

extension JSONValue {
    /// A scalar as people write it, or several with commas between them; nil for an object, `null` and an empty list.
    var scalarText: String? {
        switch self {
        case .null, .object: return nil
        case .bool(let flag): return flag ? "yes" : "no"
        case .integer(let number): return ReportText.count(number)
        case .double(let number): return ReportText.figure(number)
        case .string(let text): return text
        case .array(let items):
            let texts = items.compactMap { $0.arrayValue == nil ? $0.scalarText : nil }
            return texts.isEmpty || texts.count < items.count ? nil : ReportText.list(texts, limit: 20)
        }
    }
}
