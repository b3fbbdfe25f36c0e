import Basics
import Redis
import TestSupport
import Testing

@testable import Sessions

/// What cannot be read, does not fit or contradicts itself is said, and never passed over.
@Suite struct HonestyTests {
    private static let u1 = SessionSelector(users: ["u1"])

    @Test func countsWhatItCannotReadAndLeavesIt() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        try fixture.send("SET", "sess:packed", .bytes([0x78, 0x9C, 0x01, 0xFF]))
        try fixture.send("SET", "sess:cut", #"{"passport":{"user":"u1""#)
        try fixture.send("SET", "sess:empty", "")
        for selector in [Self.u1, .everything] {
            let receipt = try fixture.store().revoke(selector, watch: .zero)
            #expect(receipt.undecodable == 3)
            #expect(!receipt.verified)
            #expect(receipt.remaining == 0)
            #expect(receipt.warnings.contains { $0.contains("could not be read") })
        }
        #expect(throws: SessionsError.self) {
            try fixture.store().revoke(Self.u1, watch: .zero, includeUndecodable: true)
        }
        #expect(try fixture.keys() == ["sess:cut", "sess:empty", "sess:packed"])
        let receipt = try fixture.store().revoke(.everything, watch: .zero, includeUndecodable: true)
        #expect(receipt.revoked == 3)
        #expect(receipt.verified)
        #expect(try fixture.size() == 0)
    }

    @Test func survivesHostileValues() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        let deep = String(repeating: #"{"a":"#, count: 100_000)
        let large = #"{"passport":{"user":"u2"},"pad":""# + String(repeating: "x", count: 10 << 20) + #""}"#
        try fixture.send("SET", "sess:deep", .string(deep + "u1"))
        try fixture.send("SET", "sess:large", .string(large))
        try fixture.send("SET", "sess:large1", .string(large.replacing("u2", with: "u1")))
        try fixture.send(
            "SET", "sess:bytes", .bytes(Array(#"{"passport":{"user":"u1\"#.utf8) + [0xC3, 0x28] + Array(#""}}"#.utf8)))
        let receipt = try fixture.store().revoke(Self.u1, watch: .zero)
        #expect(receipt.revoked == 2)
        #expect(receipt.examined == 24)
        #expect(receipt.undecodable == 3)
        #expect(!receipt.verified)
    }

    /// A page of them is larger than a reply usually may be.
    @Test func survivesManyLargeValues() throws {
        let fixture = try Fixture()
        let pad = String(repeating: "x", count: 1 << 20)
        for number in 0..<150 {
            try fixture.send(
                "SET", .string("sess:\(number)"), .string(#"{"pad":"\#(pad)","userId":"u\#(number % 2)"}"#))
        }
        try fixture.fillWeb(20)
        let receipt = try fixture.store().revoke(SessionSelector(users: ["u7"]), watch: .zero)
        #expect(receipt.examined == 170)
        #expect(receipt.revoked == 2)
        #expect(receipt.verified)
    }

    @Test func leavesOtherTypesAlone() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        try fixture.send("HSET", "sess:hash", "user", "u1")
        try fixture.send("SADD", "sess:set", "u1")
        let receipt = try fixture.store().revoke(.everything, watch: .zero, includeUndecodable: true)
        #expect(receipt.revoked == 20)
        #expect(receipt.verified)
        #expect(receipt.warnings.contains { $0.contains("2 keys") && $0.contains("another type") })
        #expect(try fixture.keys() == ["sess:hash", "sess:set"])
    }

    @Test func takesPrefixesLiterally() throws {
        let fixture = try Fixture()
        let prefix = #"a*b?[cd]\e:"#
        try fixture.fillWeb(20, prefix: prefix)
        try fixture.fillWeb(20, prefix: "axxbyc\\e:")
        try fixture.fillWeb(20, prefix: "a*b?c\\e:")
        let layout = #"{preset: connect-redis, prefix: 'a*b?[cd]\e:'}"#
        let receipt = try fixture.store(layout: layout).revoke(.everything, watch: .zero)
        #expect(receipt.revoked == 20)
        #expect(try fixture.size() == 40)
    }

    @Test func suspectsNeighboursThatReadLikeSessions() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        try fixture.send("SET", "sess:tenant:s1", .string(webSession(user: "u1")))
        try fixture.send("SET", "sess:s1:meta", #"{"seen":1}"#)
        for selector in [Self.u1, .everything] {
            let receipt = try fixture.store().revoke(selector, watch: .zero)
            #expect(!receipt.verified)
            #expect(receipt.warnings.contains { $0.contains("{id*}") })
        }
        let layout = #"{key: "sess:{id*}", user: passport.user}"#
        let receipt = try fixture.store(layout: layout).revoke(Self.u1, watch: .zero)
        #expect(receipt.revoked == 1)
        #expect(receipt.verified)
        #expect(try fixture.keys() == ["sess:s1:meta"])
    }

    @Test func noticesThatItLooksForUsersInTheWrongPlace() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(20)
        let receipt = try fixture.store(layout: "{preset: connect-redis, user: account.id}").revoke(
            Self.u1, watch: .zero)
        #expect(receipt.matched == 0)
        #expect(!receipt.verified)
        #expect(receipt.warnings.contains { $0.contains("check the layout's 'user'") })
    }

    // MARK: - Nothing at all

    @Test func explainsAWrongPrefix() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(50, prefix: "session:")
        try fixture.send("SET", "cache:9f8e7d6c5b4a39281706", "x")
        let error = #expect(throws: SessionsError.self) { try fixture.store().revoke(Self.u1) }
        #expect(error?.status == .inputNotFound)
        #expect(error?.message.contains("session:* (50 keys)") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("9f8e7d") == false)
        #expect(error?.hint?.contains("session:*") == true)
        #expect(throws: SessionsError.self) { try fixture.store().count() }
        #expect(throws: SessionsError.self) { try fixture.store().list() }
        #expect(throws: SessionsError.self) { try fixture.store().plan(.everything) }
        #expect(try fixture.size() == 51)
    }

    @Test func explainsAWrongDatabase() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(50)
        let error = #expect(throws: SessionsError.self) {
            try fixture.store(url: fixture.server.url + "/3").revoke(Self.u1)
        }
        #expect(
            error?.message.contains("database 3 is empty; database 0 holds 50 keys") == true, "\(error?.message ?? "")")
        #expect(error?.hint?.contains("/0") == true)
    }

    @Test func explainsAWrongEncoding() throws {
        let fixture = try Fixture()
        try fixture.send("HSET", "session:1", "userId", "u1")
        let layout = #"{key: "session:{id}", user: userId}"#
        let error = #expect(throws: SessionsError.self) { try fixture.store(layout: layout).revoke(Self.u1) }
        #expect(error?.hint?.contains("encoding") == true)
    }

    @Test func explainsAnEmptyServer() throws {
        let fixture = try Fixture()
        let error = #expect(throws: SessionsError.self) { try fixture.store().count() }
        #expect(error?.status == .inputNotFound)
        #expect(error?.hint?.contains("url") == true)
    }
}
