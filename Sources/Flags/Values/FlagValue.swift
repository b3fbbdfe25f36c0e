public import JSON

/// The value of a flag.
public enum FlagValue: Sendable, Hashable {
    /// The source has no such flag. To set it is to take the flag away.
    case absent
    /// On or off.
    case boolean(Bool)
    /// A number.
    case number(Double)
    /// A text.
    case string(String)
    /// An object or an array.
    case json(JSONValue)

    /// What a text means, as it stands on a command line or in a file: `true` and `false`, a number, a JSON object or
    /// array, and else the text itself. A number is one only where it would be written in the same way again, so that
    /// `1.10` and `007` stay what they are.
    public init(parsing text: String) {
        switch text {
        case "true": self = .boolean(true)
        case "false": self = .boolean(false)
        default:
            if let number = Self.number(text) {
                self = .number(number)
            } else if text.hasPrefix("{") || text.hasPrefix("["), let value = try? JSONValue(parsing: text) {
                self = .json(value)
            } else {
                self = .string(text)
            }
        }
    }

    /// The value as JSON; `null` where it is absent.
    public var json: JSONValue {
        switch self {
        case .absent: .null
        case .boolean(let value): .bool(value)
        case .number(let value): Int64(exactly: value).map { .integer($0) } ?? .double(value)
        case .string(let value): .string(value)
        case .json(let value): value
        }
    }

    /// The value that JSON stands for.
    public init(_ json: JSONValue) {
        switch json {
        case .null: self = .absent
        case .bool(let value): self = .boolean(value)
        case .integer(let value): self = .number(Double(value))
        case .double(let value): self = .number(value)
        case .string(let value): self = .string(value)
        case .array, .object: self = .json(json)
        }
    }

    private static func number(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "-.eE+".utf8.contains($0) }),
            let number = Double(text), number.isFinite, FlagValue.number(number).description == text
        else { return nil }
        return number
    }
}

extension FlagValue: CustomStringConvertible {
    /// The value as a text file would hold it; `(not set)` where it is absent.
    public var description: String {
        switch self {
        case .absent: "(not set)"
        case .string(let value): value
        case .boolean, .number, .json: json.compact
        }
    }
}

extension FlagValue: Codable {
    /// As JSON.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
    public init(from decoder: any Decoder) throws { self.init(try JSONValue(from: decoder)) }
}
