import Redis

@testable import Sessions

extension LayoutCase {
    /// Sessions as Django's own Redis cache keeps them: pickles.
    static let djangoCache = python("djangoCache", "django-cache", ":1:django.contrib.sessions.cache", PythonMap.pickle)
    /// Sessions as django-redis keeps them where it is set to MessagePack.
    static let djangoMessagePack = python(
        "djangoMessagePack", "{preset: django-cache, keyPrefix: shop, version: 2}",
        "shop:2:django.contrib.sessions.cache",
        PythonMap.messagePack)
    static let djangoCachedDB = python(
        "djangoCachedDB", "django-cached-db", ":1:django.contrib.sessions.cached_db", PythonMap.pickle)
    static let flask = python("flask", "flask-session", "session:", user: "_user_id", PythonMap.messagePack)

    private static func python(
        _ name: String, _ configuration: String, _ prefix: String, user: String = "_auth_user_id",
        _ encode: @escaping @Sendable ([(String, PythonMap.Value)]) -> [UInt8]
    ) -> LayoutCase {
        LayoutCase(
            name: name, configuration: configuration, id: { String(digest($0).prefix(32)) }, keyOfID: { prefix + $0 },
            save: { session, key in
                let value = encode(
                    [("role", .text(session.role)), ("ip", .text(session.ip)), ("n", .number(7))]
                        + (session.user.map { [(user, .text($0))] } ?? []))
                return [["SET", key, .bytes(value), "EX", "1209600"]]
            })
    }
}

/// The few values of Python that a session has here. That these are its bytes is tested with what Python itself writes
/// (Fixtures/python-sessions.json).
enum PythonMap {
    enum Value: Sendable {
        case text(String)
        /// From 0 to 127.
        case number(UInt8)
    }

    /// A pickle of protocol 2 (Lib/pickle.py).
    static func pickle(_ members: [(String, Value)]) -> [UInt8] {
        func text(_ text: String) -> [UInt8] {
            let count = UInt32(text.utf8.count)
            return Array("X".utf8) + (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + Array(text.utf8)
        }
        var bytes: [UInt8] = [0x80, 2] + Array("}(".utf8)
        for (key, value) in members {
            bytes += text(key)
            switch value {
            case .text(let content): bytes += text(content)
            case .number(let number): bytes += Array("K".utf8) + [number]
            }
        }
        return bytes + Array("u.".utf8)
    }

    /// MessagePack, of at most 15 members.
    static func messagePack(_ members: [(String, Value)]) -> [UInt8] {
        func text(_ text: String) -> [UInt8] { [0xD9, UInt8(text.utf8.count)] + Array(text.utf8) }
        var bytes = [0x80 | UInt8(members.count)]
        for (key, value) in members {
            bytes += text(key)
            switch value {
            case .text(let content): bytes += text(content)
            case .number(let number): bytes.append(number)
            }
        }
        return bytes
    }
}
