public import Basics

extension Redaction {
    /// A value with every text in it as it is, but for the secrets that are known: a name that others are to find by it must
    /// not be changed for looking like a credential.
    public func known(in value: JSONValue) -> JSONValue {
        guard knowsSecrets else { return value }
        return switch value {
        case .string(let text): .string(withoutKnown(text))
        case .array(let items): .array(items.map(known))
        case .object(let members): .object(known(in: members))
        case .null, .bool, .integer, .double: value
        }
    }

    /// The same for each of an object's members.
    public func known(in members: JSONObject) -> JSONObject {
        JSONObject(members.map { (withoutKnown($0.key), known(in: $0.value)) })
    }
}
