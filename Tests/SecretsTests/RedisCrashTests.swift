import Basics
import Cryptography
import Foundation
import Redis
import TestSupport
import Testing

@testable import Secrets

@Suite("A crash while a Redis password is rotated")
struct RedisCrashTests {
    enum Life: String, Sendable, CaseIterable { case routine, emergency, rolledBack, ahead }

    /// Two rotations to their end; each call begins again what a crash interrupted.
    private func live(_ redis: RedisACLScene, _ life: Life, from stage: inout Int) throws {
        if stage == 0 {
            // One that was begun is carried on: what has been promoted would give way to a new one.
            if try redis.scene.keyring.versions(of: RedisACLScene.name).contains(where: { $0.version > 1 }) {
                _ = try redis.engine.advance(redis.definition)
            } else {
                _ = try redis.engine.rotate(redis.definition, compromised: life == .emergency)
            }
            stage = 1
        }
        if stage == 1 {
            redis.scene.clock.pass(.seconds(3600))
            _ = try redis.engine.advance(redis.definition)
            stage = 2
        }
        if stage == 2 {
            if life == .rolledBack {
                do {
                    _ = try redis.engine.rollback(redis.definition)
                } catch SecretsError.cannotRollBack {}
            }
            stage = 3
        }
        if stage == 3 {
            redis.scene.clock.pass(.seconds(90_000))
            _ = try redis.engine.advance(redis.definition)
            stage = 4
        }
    }

    /// How many boundaries are passed over between two crashes: none with FIREBREAK_SOAK.
    private static let stride = getenv("FIREBREAK_SOAK") == nil ? 4 : 1

    @Test("the consumer's password is always valid everywhere, and the next call finishes it", arguments: Life.allCases)
    func everyBoundary(life: Life) throws {
        let group = try RedisSentinelGroup(replicas: 1, sentinels: 1, downAfter: 60000, password: "admin-pw")
        var boundary = 1 - Self.stride + Int.random(in: 0..<Self.stride)
        var isThrough = false
        while !isThrough, boundary < 200 {
            boundary += Self.stride
            isThrough = try withMemoryDirectory { try crash(life, at: boundary, $0, group) }
        }
        #expect(boundary > 20 && boundary < 200)
    }

    /// Plays it with one crash; true where it came to its end before the crash.
    private func crash(_ life: Life, at boundary: Int, _ directory: String, _ group: RedisSentinelGroup) throws -> Bool
    {
        let user = "app\(boundary)"
        try makeUser(user, "first-password", at: group.servers)
        let clock = HandClock()
        func scene() throws -> RedisACLScene {
            try RedisACLScene(
                directory, url: group.url, ports: group.servers.map(\.port), user: user, clock: clock,
                ahead: life == .ahead)
        }
        var redis = try scene()
        try redis.writeConsumer("first-password")
        let fuse = Fuse(boundary)
        redis.scene.engine.boundary = { _ in try fuse.pass() }
        var stage = 0
        var isThrough = true
        do {
            try live(redis, life, from: &stage)
        } catch is Crash {
            isThrough = false
            redis = try scene()
            let held = try #require(try redis.consumerPassword())
            // In an emergency, a consumer that was not told yet loses its password with the thief.
            if life != .emergency || held != "first-password" {
                #expect(try redis.accepting(held) == 2, "boundary \(boundary)")
            }
            try live(redis, life, from: &stage)
        }
        let leftOver = try redis.engine.advance(redis.definition)
        #expect(leftOver == nil, "boundary \(boundary): \(leftOver?.warnings ?? [])")
        let password = try #require(try redis.consumerPassword())
        #expect((password == "first-password") == (life == .rolledBack), "boundary \(boundary)")
        if life != .rolledBack { #expect(try redis.accepting("first-password") == 0, "boundary \(boundary)") }
        for server in group.servers {
            let admin = try RedisLogin(url: "redis://:admin-pw@127.0.0.1:\(server.port)")
            let hashes = try admin.user(user)?.passwordHashes ?? []
            #expect(hashes == [Hexadecimal.encode(DigestAlgorithm.sha256.hash(utf8: password))], "boundary \(boundary)")
        }
        return isThrough
    }
}
