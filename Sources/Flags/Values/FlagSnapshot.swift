internal import Basics
internal import Cryptography
public import JSON

/// The complete state of one flag in its source at an instant: enough to put it back exactly.
public struct FlagSnapshot: Sendable, Hashable {
    /// The flag's name.
    public let flag: String
    /// Its value.
    public let value: FlagValue
    /// What the source holds, in the source's own terms: two snapshots with the same content are the same state.
    /// `null` where the flag is absent.
    public let content: JSONValue
    /// What else the source needs to put this state back to the byte, as the quotes around a value; not compared.
    public let detail: JSONValue

    public init(flag: String, value: FlagValue, content: JSONValue, detail: JSONValue = .null) {
        self.flag = flag
        self.value = value
        self.content = content
        self.detail = detail
    }

    /// SHA-256, in hexadecimal, of the flag and its content in canonical JSON (RFC 8785).
    public var hash: String {
        let state: JSONValue = .object(["flag": .string(flag), "content": content])
        return Hexadecimal.encode(SHA256.hash(state.canonical))
    }

    /// For the state.
    var json: JSONValue {
        .object(["flag": .string(flag), "value": value.json, "content": content, "detail": detail])
    }

    /// As `json` wrote it; nil for anything else.
    init?(_ json: JSONValue) {
        guard let flag = json["flag"]?.stringValue, let value = json["value"], let content = json["content"],
            let detail = json["detail"]
        else { return nil }
        self.init(flag: flag, value: FlagValue(value), content: content, detail: detail)
    }
}
