internal import Redis

/// Whether a store holds anything of the form of its layout, by a sample.
public struct LayoutFit: Sendable, Equatable {
    /// Whether a key has the form of a session's.
    public let hasSessions: Bool
    /// Whether there is no key at all.
    public let isEmpty: Bool
    /// Whether every key was looked at.
    public let isWhole: Bool
    /// What stands there, for people, as `session:* (4312 keys)`; empty where there are sessions.
    public let others: String
}

extension SessionStore {
    /// The most keys and pages of SCAN that are looked at on each server: a few hundredths of a second of its time.
    private static let sample = 20_000
    private static let pages = 100

    /// Looks at a sample of keys of every primary. Reads only key names.
    public func layoutFit() throws(SessionsError) -> LayoutFit {
        let shapes = KeyShapes()
        var hasSessions = false
        var isWhole = true
        do throws(RedisError) {
            for primary in try deployment.resolve().primaries where !hasSessions {
                var connection = try RedisConnection(primary.endpoint)
                var cursor: RedisReply = .bulk([UInt8(ascii: "0")])
                for page in 1...Self.pages {
                    guard case .bulk(let position) = cursor,
                        let parts = try connection.command("SCAN", .bytes(position), "COUNT", "1000").elements,
                        parts.count == 2
                    else { break }
                    for case .bulk(let key) in parts[1].elements ?? [] {
                        key.withUnsafeBytes { bytes in
                            shapes.add(bytes)
                            if layout.keys.fit(of: bytes) == .session { hasSessions = true }
                        }
                    }
                    cursor = parts[0]
                    if cursor.text == "0" || hasSessions { break }
                    if page == Self.pages || shapes.count >= Self.sample {
                        isWhole = false
                        break
                    }
                }
            }
        } catch {
            throw .redis(store: name, error)
        }
        let others =
            hasSessions
            ? [] : shapes.groups(limit: 5).map { "\($0.pattern) (\($0.keys == 1 ? "1 key" : "\($0.keys) keys"))" }
        return LayoutFit(
            hasSessions: hasSessions, isEmpty: shapes.count == 0, isWhole: isWhole,
            others: others.joined(separator: ", "))
    }
}
