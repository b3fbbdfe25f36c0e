import Basics
import Configuration
import Redis
import Synchronization
import TestSupport
import Testing

@testable import Sessions

/// Servers that refuse, break or are not there.
@Suite struct FailureTests {
    private static let u1 = SessionSelector(users: ["u1"])

    @Test func saysThatNobodyIsThere() throws {
        let store = try SessionStore(
            StoreConfiguration(name: "web", url: "redis://app:hunter2@127.0.0.1:\(freePort())"), environment: [:])
        let error = #expect(throws: SessionsError.self) { try store.revoke(Self.u1) }
        #expect(error?.status == .unavailable)
        #expect(error?.message.contains("127.0.0.1") == true)
        #expect(error.map { "\($0.message) \($0.hint ?? "")" }?.contains("hunter2") == false)
    }

    @Test func saysThatThePasswordIsWrong() throws {
        let fixture = try Fixture()
        try fixture.send("CONFIG", "SET", "requirepass", "right")
        let store = try SessionStore(
            StoreConfiguration(name: "web", url: "redis://:hunter2@127.0.0.1:\(fixture.server.port)"), environment: [:])
        let error = #expect(throws: SessionsError.self) { try store.count() }
        #expect(error?.status == .refused)
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test(arguments: ["-unlink", "-mget", "-scan"])
    func saysWhatItMayNotDo(rule: String) throws {
        let fixture = try Fixture()
        try fixture.fillWeb(50)
        try fixture.send("ACL", "SETUSER", "ir", "on", ">pw", "~*", "+@all", .string(rule))
        let store = try fixture.store(url: "redis://ir:pw@127.0.0.1:\(fixture.server.port)")
        let error = #expect(throws: SessionsError.self) { try store.revoke(Self.u1, watch: .zero) }
        #expect(error?.status == .refused)
        #expect(error?.hint?.contains("sessions acl --store web") == true)
        #expect(try fixture.size() == 50)
    }

    @Test func saysThatKeysAreOutOfReach() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(50)
        try fixture.send("ACL", "SETUSER", "ir", "on", ">pw", "~other:*", "+@all")
        let store = try fixture.store(url: "redis://ir:pw@127.0.0.1:\(fixture.server.port)")
        let error = #expect(throws: SessionsError.self) { try store.revoke(.everything, watch: .zero) }
        #expect(error?.status == .refused)
        #expect(try fixture.size() == 50)
    }

    @Test func refusesAReplica() throws {
        let primary = try Fixture()
        try primary.fillWeb(50)
        let replica = try Fixture(arguments: ["--replicaof", "127.0.0.1", String(primary.server.port)])
        try waitUntil("the replica has the sessions") { try replica.size() == 50 }
        let store = try replica.store()
        #expect(try store.count(Self.u1).matched == 5)
        for selector in [Self.u1, .everything] {
            let error = #expect(throws: SessionsError.self) { try store.revoke(selector) }
            #expect(error?.status == .refused)
            #expect(error?.hint?.contains(String(primary.server.port)) == true)
        }
        #expect(throws: SessionsError.self) { try store.plan(Self.u1) }
        // Where ROLE may not be asked, the refusal of UNLINK says it.
        try replica.send("ACL", "SETUSER", "ir", "on", ">pw", "~*", "+@all", "-role")
        let blind = try replica.store(url: "redis://ir:pw@127.0.0.1:\(replica.server.port)")
        let error = #expect(throws: SessionsError.self) { try blind.revoke(Self.u1) }
        #expect(
            error?.message.contains("READONLY") == true || error?.message.contains("replica") == true,
            "\(error?.message ?? "")")
        #expect(try replica.size() == 50)
    }

    /// A proxy or an administrator cuts every connection midway: the work goes on, and nothing counts twice.
    @Test func goesOnAfterALostConnection() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(30_000)
        let killer = Mutex(try Transfer(Fixture(to: fixture.server)))
        let calls = Counter()
        let receipt = try fixture.store().revoke(
            .everything, watch: .zero,
            isCancelled: {
                if calls.next() == 200 {
                    killer.withLock {
                        _ = try? $0.fixture.send("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
                    }
                }
                return false
            })
        #expect(receipt.verified)
        #expect(receipt.matched == 30_000)
        #expect((29_800...30_000).contains(receipt.revoked))
        #expect(receipt.resurrected == 0)
        #expect(receipt.warnings.contains { $0.contains("begun anew") })
        #expect(receipt.revoked == 30_000 || receipt.warnings.contains { $0.contains("answer to the removal") })
        #expect(try Fixture(to: fixture.server).size() == 0)
    }

    @Test func survivesTheServersDeath() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(30_000)
        let calls = Counter()
        let server = fixture.server
        var store = try fixture.store()
        store.patience = .milliseconds(300)
        let error = #expect(throws: SessionsError.self) {
            try store.revoke(
                .everything,
                isCancelled: {
                    if calls.next() == 100 { server.crash() }
                    return false
                })
        }
        guard case .interrupted(let receipt, let unknown, _)? = error else {
            Issue.record("not interrupted: \(String(describing: error))")
            return
        }
        #expect(receipt.revoked > 0 && receipt.revoked + unknown <= receipt.matched)
        #expect(!receipt.verified && receipt.remaining == nil)
        #expect(error?.status == .unavailable)
        #expect(error?.hint?.contains("again") == true)
    }

    @Test func stopsAtARefusalMidway() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(30_000)
        let other = Mutex(try Transfer(Fixture(to: fixture.server)))
        try fixture.send("ACL", "SETUSER", "ir", "on", ">pw", "~*", "+@all")
        let store = try fixture.store(url: "redis://ir:pw@127.0.0.1:\(fixture.server.port)")
        let calls = Counter()
        let error = #expect(throws: SessionsError.self) {
            try store.revoke(
                .everything,
                isCancelled: {
                    if calls.next() == 200 {
                        other.withLock { _ = try? $0.fixture.send("ACL", "SETUSER", "ir", "-unlink") }
                    }
                    return false
                })
        }
        guard case .interrupted(let receipt, let unknown, _)? = error else {
            Issue.record("not interrupted: \(String(describing: error))")
            return
        }
        #expect(unknown == 0)
        #expect(receipt.revoked == 30_000 - (try fixture.size()))
        #expect(error?.status == .refused)
    }
}
