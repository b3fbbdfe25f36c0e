/// The formats that are decoded, by the names that configurations give them.
public enum Decoding: String, Sendable, Hashable, CaseIterable {
    /// JSON (RFC 8259).
    case json
    /// MessagePack.
    case msgpack
    /// PHP's `serialize()`.
    case php
    /// A text in PHP's form whose content is in it again, or JSON: Laravel's sessions.
    case phpNested = "php-nested"
    /// PHP's sessions, handler `php`: `name|value`.
    case phpSession = "php-session"
    /// PHP's sessions, handler `php_binary`.
    case phpBinarySession = "php-binary"
    /// A Python pickle.
    case pickle
    /// A session that Django's session base class encoded, signed or not.
    case django
    /// Java's serialisation.
    case java
    /// Ruby's Marshal.
    case marshal
    /// An entry of Rails's cache store.
    case railsCache = "rails-cache"
    /// ASP.NET Core's distributed session.
    case aspnet
    /// Go's gob.
    case gob

    /// The decoder of the format.
    public var decoder: any ValueDecoder {
        switch self {
        case .json: JSONDecoder()
        case .msgpack: MessagePackDecoder()
        case .php: PHPDecoder()
        case .phpNested: PHPNestedDecoder()
        case .phpSession: PHPSessionDecoder()
        case .phpBinarySession: PHPBinarySessionDecoder()
        case .pickle: PickleDecoder()
        case .django: DjangoSessionDecoder()
        case .java: JavaDecoder()
        case .marshal: MarshalDecoder()
        case .railsCache: RailsCacheDecoder()
        case .aspnet: AspNetSessionDecoder()
        case .gob: GobDecoder()
        }
    }
}
