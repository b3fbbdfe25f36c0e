/// One argument of a command. It goes over the wire with its length before it, so that any bytes are possible and none
/// can become another argument or command.
public enum RedisArgument: Sendable, Hashable {
    /// Any bytes, as the keys that a server gave.
    case bytes([UInt8])
    /// Text, in UTF-8.
    case string(String)
    /// A number, in decimal digits.
    case integer(Int64)
}

extension RedisArgument: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
}
