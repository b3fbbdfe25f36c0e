internal import Basics
internal import Cryptography

/// Sessions that are spared whatever else is selected, by their ids or whole keys: the responder's own. Their ids are
/// credentials, so nothing here describes them.
public struct KeptSessions: Sendable, Hashable {
    /// In bytes; nothing shorter than this is a token with a signature behind it.
    private static let longToken = 16
    private var entries: Set<[UInt8]> = []

    /// Spares the sessions with these ids or keys.
    public init(_ entries: some Sequence<String>) {
        for entry in entries where !entry.isEmpty {
            self.entries.insert(Array(entry.utf8))
            if let id = Self.signedCookie(entry) { self.entries.insert(Array(id.utf8)) }
            // Rack keeps a session under the SHA-256 of what the cookie holds (rack/rack, session/abstract/id.rb).
            self.entries.insert(Array(Hexadecimal.encode(SHA256.hash(Array(entry.utf8))).utf8))
            // Spring's cookie is the id in base 64 (spring-projects/spring-session, DefaultCookieSerializer.java).
            if let id = Base64.decode(entry), !id.isEmpty { self.entries.insert(id) }
            // Better Auth's is the token and a signature (better-call, setSignedCookie).
            if let dot = entry.firstIndex(of: "."), entry[..<dot].utf8.count >= Self.longToken {
                self.entries.insert(Array(entry[..<dot].utf8))
            }
        }
    }

    /// Spares none.
    public static let none = KeptSessions([])

    /// True where none is spared.
    var isEmpty: Bool { entries.isEmpty }

    /// Whether a session is one of them.
    func contain(_ key: UnsafeRawBufferPointer, _ template: KeyTemplate) -> Bool {
        guard !entries.isEmpty else { return false }
        let key = Array(key)
        return entries.contains(key) || entries.contains(Array(template.id(in: key)))
    }

    /// The id inside a cookie's value as express-session signs it (`s:<id>.<signature>`, `expressjs/session`
    /// index.js `setcookie`), which is what somebody copies out of a browser; nil for anything else.
    private static func signedCookie(_ text: String) -> String? {
        for prefix in ["s:", "s%3A"] where text.hasPrefix(prefix) {
            let rest = text.dropFirst(prefix.count)
            guard let dot = rest.lastIndex(of: "."), dot > rest.startIndex else { return nil }
            return String(rest[..<dot])
        }
        return nil
    }
}
