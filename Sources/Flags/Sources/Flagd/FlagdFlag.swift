internal import Basics
internal import JSON

/// One flag of a flagd file.
struct FlagdFlag: Sendable {
    let name: String
    /// All of it, unknown members too.
    let definition: JSONValue
    /// Whether it is evaluated. Of one that is not, flagd gives no value, and the program's own default holds.
    let isEnabled: Bool
    let variants: JSONObject
    /// Nil where the program's own default holds.
    let defaultVariant: String?
    /// The rules; nil for none.
    let targeting: JSONValue?

    init(name: String, _ definition: JSONValue) throws(FlagdDefinitions.Problem) {
        let shown = "the flag '\(name.printable)'"
        guard case .object(let members) = definition else { throw .init(reason: "\(shown) is no object") }
        switch members["state"]?.stringValue {
        case "ENABLED": isEnabled = true
        case "DISABLED": isEnabled = false
        default: throw .init(reason: "the state of \(shown) is neither ENABLED nor DISABLED")
        }
        guard let variants = members["variants"]?.objectValue, !variants.isEmpty else {
            throw .init(reason: "\(shown) has no variants")
        }
        switch members["defaultVariant"] {
        case nil, .null, .string(""): defaultVariant = nil
        case .string(let variant):
            guard variants[variant] != nil else {
                throw .init(reason: "the default variant of \(shown) is none of its variants")
            }
            defaultVariant = variant
        default: throw .init(reason: "the default variant of \(shown) is no text")
        }
        switch members["targeting"] {
        case nil, .null: targeting = nil
        case .object(let rules): targeting = rules.isEmpty ? nil : .object(rules)
        default: throw .init(reason: "the targeting of \(shown) is no object")
        }
        self.name = name
        self.definition = definition
        self.variants = variants
    }

    /// What everybody gets to whom no rule applies; absent where the program's own default holds.
    var value: FlagValue {
        guard isEnabled, let defaultVariant, let value = variants[defaultVariant] else { return .absent }
        return FlagValue(value)
    }
}
