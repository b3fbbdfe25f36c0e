internal import Redis

/// Ends a session as `RedisIndexedSessionRepository.deleteById` does (spring-projects/spring-session, 2.x to 4.x), in its
/// order: out of the user's list and of the lists of expirations, then the shadow key, whose deletion makes the
/// application publish the session's end while the hash can still be read, then no time left to live.
///
/// The hash stays for five minutes. Were it deleted, a request in flight would leave one with `lastAccessedTime` alone,
/// on which the application fails; in the whole one `maxInactiveInterval` stays 0, and Spring takes it for expired.
///
/// Left out is the last thing that Spring does: it files the ended session under its last minute, which nothing reads.
struct SpringEnding: SessionEnding {
    /// How long the hash stays, in seconds.
    private static let grace = "300"

    let keys: SpringKeys
    let hash: SpringHash

    func addPermissions(to permissions: inout StorePermissions, sessions: StoreKeys) {
        let shadows = StoreKeys("shadow keys", prefix: keys.shadow([]), suffix: [])
        let index = StoreKeys("indexes", prefix: keys.indexPrefix, suffix: [])
        let minutes = StoreKeys("expirations", prefix: keys.expirationsPrefix, suffix: [])
        permissions.add([.srem], on: [index, minutes])
        permissions.add([.zrem], on: [StoreKeys("expirations", exactly: keys.sortedExpirations)])
        permissions.add([.del], on: [shadows, sessions])
        permissions.add([.hset, .expire], on: [sessions])
    }

    func commands(ending key: UnsafeRawBufferPointer, _ value: StoredValue) -> EndingCommands {
        let key = Array(key)
        let id = String(decoding: keys.sessions.id(in: key), as: UTF8.self)
        let shadow: [RedisArgument] = ["DEL", .bytes(keys.shadow(Array(id.utf8)))]
        // What an interrupted save left behind is nothing that Spring can read.
        guard hash.isWhole(value) else {
            return EndingCommands(commands: [shadow, ["DEL", .bytes(key)]], deciding: 1)
        }

        let serializer = hash.serializer
        var commands: [[RedisArgument]] = []
        if let principal = hash.principal(in: value) {
            commands.append(["SREM", .bytes(keys.indexPrefix + Array(principal.utf8)), .bytes(serializer.encode(id))])
        }
        // Which of the two an application keeps is its choice; where it is the other one, nothing is removed.
        if let minute = hash.expiry(in: value).flatMap(SpringKeys.minute) {
            commands.append([
                "SREM", .bytes(keys.expirations(minute: minute)), .bytes(serializer.encode("expires:" + id)),
            ])
        }
        commands.append(["ZREM", .bytes(keys.sortedExpirations), .bytes(serializer.encode(id))])
        commands.append(shadow)
        commands.append(["HSET", .bytes(key), "maxInactiveInterval", .bytes(serializer.encode(0))])
        commands.append(["EXPIRE", .bytes(key), .string(Self.grace)])
        return EndingCommands(commands: commands, deciding: commands.count - 1)
    }
}
