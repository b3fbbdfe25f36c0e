internal import Decoders

/// What Laravel's cache holds under a session's id: a serialised text, in it the session, serialised by PHP or as JSON
/// (Illuminate\Cache\RedisStore, Illuminate\Session\Store). Sessions that `session.encrypt` encrypts cannot be read.
enum LaravelValue {
    static func read(_ value: StoredValue, _ compression: PHPRedisCompression) -> ReadSession {
        guard case .text(let bytes) = value else { return .unreadable }
        // Numbers are stored bare: attempts that the rate limiter counts under a SHA-1, which is as long as an id.
        if isNumber(bytes) { return .ended }
        guard let outer = try? compression.decode(bytes, by: Decoding.php.decoder) else { return .unreadable }
        // A session is a text. Whatever else was cached is none.
        guard case .text(let inner) = outer else { return .ended }
        if inner.isEmpty { return .session(.map(DecodedMap())) }
        let decoder = inner.first == UInt8(ascii: "{") ? Decoding.json.decoder : Decoding.php.decoder
        guard let session = try? decoder.decode(inner) else { return .unreadable }
        guard case .map(let members) = session else { return ReadSession(variables: session) }
        return .session(.map(withLogins(members)))
    }

    /// Guards keep the user's id at `login_<guard>_<SHA-1 of the guard's class>` (Illuminate\Auth\SessionGuard,
    /// `getName`). These are put beside the others once more, as `login.<guard>`.
    private static func withLogins(_ members: DecodedMap) -> DecodedMap {
        let logins = members.entries.compactMap { entry -> DecodedMap.Entry? in
            guard case .text(let name) = entry.key, let guardName = guardName(name[...]) else { return nil }
            return DecodedMap.Entry(key: .text(Array(guardName)), value: entry.value)
        }
        guard !logins.isEmpty else { return members }
        let login = DecodedMap.Entry(key: .text(Array("login".utf8)), value: .map(DecodedMap(logins)))
        return DecodedMap(members.entries + [login])
    }

    private static let prefix = Array("login_".utf8)
    private static let digestLength = 40

    /// What stands between `login_` and `_<40 hexadecimal digits>`.
    private static func guardName(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard name.starts(with: prefix) else { return nil }
        let rest = name.dropFirst(prefix.count)
        let digest = rest.suffix(digestLength)
        guard rest.count > digestLength + 1, SessionIDForm.hexadecimal(count: digestLength).admits(digest),
            rest[digest.startIndex - 1] == UInt8(ascii: "_")
        else { return nil }
        return rest[..<(digest.startIndex - 1)]
    }

    /// As PHP's `is_numeric` takes a text for a number.
    private static func isNumber(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first, (0x30...0x39).contains(first) || "+-.".utf8.contains(first) else { return false }
        return bytes.count <= 32 && Double(String(decoding: bytes, as: UTF8.self)) != nil
    }
}
