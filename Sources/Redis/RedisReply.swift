/// What a server answers to a command, in RESP2. Statuses and errors are foreign text: they may name keys, and must be
/// made `printable` before they are shown.
public enum RedisReply: Sendable, Hashable {
    /// A short text, as `OK`.
    case status(String)
    /// A refusal: its first word, as `NOPERM`, and the rest.
    case error(code: String, message: String)
    case integer(Int64)
    /// Any bytes.
    case bulk([UInt8])
    /// No value: the null bulk string or the null array.
    case null
    case array([RedisReply])

    /// A bulk string or a status as text; bytes that are not UTF-8 become U+FFFD. Nil for anything else.
    public var text: String? {
        switch self {
        case .bulk(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text): text
        default: nil
        }
    }

    /// Nil for anything but a number.
    public var integerValue: Int64? { if case .integer(let value) = self { value } else { nil } }

    /// Nil for anything but an array.
    public var elements: [RedisReply]? { if case .array(let elements) = self { elements } else { nil } }
}
