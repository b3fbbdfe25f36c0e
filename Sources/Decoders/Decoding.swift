/// The formats that are decoded, by the names that configurations give them.
public enum Decoding: String, Sendable, Hashable, CaseIterable {
    /// JSON (RFC 8259).
    case json
    /// MessagePack.
    case msgpack

    /// The decoder of the format.
    public var decoder: any ValueDecoder {
        switch self {
        case .json: JSONDecoder()
        case .msgpack: MessagePackDecoder()
        }
    }
}
