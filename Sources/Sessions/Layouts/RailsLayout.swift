internal import Configuration
internal import Decoders

/// Sessions of Rack and Rails in Redis: a string, in Ruby's Marshal or JSON, or an entry of Rails's cache. Under the id
/// stands not what the cookie holds but `2::` and its SHA-256 (rack/rack, session/abstract/id.rb, since 2.0.8).
struct RailsLayout: SessionLayout {
    /// What writes them.
    enum Store: String, Sendable, CaseIterable {
        /// redis-rack (redis-store/redis-rack, rack/session/redis.rb): the namespace `rack:session`.
        case redisRack = "redis-rack"
        /// redis-session-store (roidrage/redis-session-store): `key_prefix`, by default nothing.
        case redisSessionStore = "redis-session-store"
        /// Rails's cache (rails/rails, action_dispatch/middleware/session/cache_store.rb).
        case cache

        /// How many hexadecimal digits the cookie's id has: Rack makes 64, Rails 32 (rails/rails, abstract_store.rb).
        var publicDigits: Int { self == .redisRack ? 64 : 32 }

        /// What stands before `2::`.
        var prefix: String {
            switch self {
            case .redisRack: "rack:session:"
            case .redisSessionStore: ""
            case .cache: "_session_id:"
            }
        }
    }

    /// Where Devise and Warden put the user (wardencommunity/warden, session_serializer.rb; heartcombo/devise,
    /// models/authenticatable.rb: `[[id], salt]`), then where applications usually do.
    static let defaultFields: SessionFields = {
        var fields = SessionFields.usual
        let devise = ["warden.user.user.key.0.0", "warden.user.default.key.0.0", "warden.user.default.key"]
        fields.user = (devise + ["user_credentials_id", "current_user_id"]).map(FieldPath.init) + fields.user
        return fields
    }()

    /// How an id in a key looks that is not the cookie's: 64 digits after this.
    private static let privateMark = "2::"

    var name: String { "rails" }
    let keys: KeyTemplate
    let fields: SessionFields

    /// Reads `store`, `prefix`, `publicIDs` and the fields beside the preset's name.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        let store = try options.choice("store", default: Store.redisRack)
        let prefix = try options.anyPrefix(default: store.prefix)
        // Before Rack 2.0.8, and where a store of one's own does so, the cookie's id itself.
        let isPublic = try options.flag("publicIDs", default: false)
        keys =
            isPublic
            ? KeyTemplate(prefix: prefix, form: .hexadecimal(count: store.publicDigits))
            : KeyTemplate(prefix: prefix + Self.privateMark, form: .hexadecimal(count: 64))
        fields = try options.fields(default: Self.defaultFields)
    }

    func reader(for question: SessionQuestion) -> any SessionReader {
        DecodedSessionReader(question: question, fields: fields) { value in
            guard case .text(let bytes) = value, let session = Self.decode(bytes), session.members != nil else {
                return .unreadable
            }
            return .session(session)
        }
    }

    /// The formats begin differently: Marshal with its version 4, JSON with a brace, entries of a cache of Rails 7 with 0
    /// or 1. An entry of Rails 6 is an object in Marshal.
    private static func decode(_ bytes: UnsafeRawBufferPointer) -> DecodedValue? {
        switch bytes.first {
        case 0x04:
            guard let value = try? Decoding.marshal.decoder.decode(bytes) else { return nil }
            guard case .object("ActiveSupport::Cache::Entry", _) = value else { return value }
            return try? Decoding.railsCache.decoder.decode(bytes)
        case 0x00, 0x01: return try? Decoding.railsCache.decoder.decode(bytes)
        case UInt8(ascii: "{"): return try? Decoding.json.decoder.decode(bytes)
        default: return nil
        }
    }
}
