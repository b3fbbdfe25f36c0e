import Testing

@testable import Sessions

/// The parts of the engine that need no server.
@Suite struct EngineUnitTests {
    @Test func remembersKeysOnce() {
        let seen = SeenKeys()
        for number in 0..<10_000 {
            #expect(Array("sess:\(number)".utf8).withUnsafeBytes { seen.insert($0) })
        }
        for number in 0..<10_000 {
            #expect(!Array("sess:\(number)".utf8).withUnsafeBytes { seen.insert($0) })
            #expect(Array("sess:\(number)".utf8).withUnsafeBytes { seen.contains($0) })
        }
        #expect(!Array("sess:x".utf8).withUnsafeBytes { seen.contains($0) })
        #expect(seen.count == 10_000)
    }

    @Test func keepsKeysApart() {
        var keys = KeyList()
        for key in ["a", "", "long:key", "z"] { keys.append(Array(key.utf8)) }
        #expect((0..<keys.count).map { String(decoding: keys[$0], as: UTF8.self) } == ["a", "", "long:key", "z"])
        keys.removeAll()
        #expect(keys.isEmpty)
    }

    @Test func boundsWhatItRemembers() {
        var revoked = RevokedKeys()
        var page = KeyList()
        for number in 0..<100 { page.append(Array("sess:\(number)".utf8)) }
        for _ in 0..<3000 { revoked.append(page) }
        #expect(revoked.keys.count == 200_000)
        #expect(!revoked.isComplete)
    }

    /// The order in which Redis goes through a table of eight (src/dict.c, dictScan).
    @Test func ordersCursors() {
        let order: [UInt64] = [4, 2, 6, 1, 5, 3, 7]
        #expect(order.map(ScanCursor.fraction) == [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875])
        #expect(ScanCursor.fraction(0) == 1)
    }

    @Test func masksWhatMayBeAnId() {
        let shapes = KeyShapes()
        func add(_ key: String) { Array(key.utf8).withUnsafeBytes { shapes.add($0) } }
        for number in 0..<100 { add("session:9f\(number)") }
        for number in 0..<50 { add("cache:views:\(number)abc") }
        for number in 0..<30 { add("user:name\(Character(Unicode.Scalar(UInt8(97 + number % 26))))\(number):prefs") }
        add("secrettoken")
        add("deadbeefcafe:1")
        let groups = shapes.groups(limit: 8)
        #expect(groups.map(\.pattern).prefix(3) == ["session:*", "cache:views:*", "user:*"])
        #expect(groups.map(\.keys).prefix(3) == [100, 50, 30])
        #expect(!groups.contains { $0.pattern.contains("secret") || $0.pattern.contains("dead") })
        #expect(groups.reduce(0) { $0 + $1.keys } == 182)
    }

    @Test func fingerprintsDoNotChange() {
        // printf 'web\0abc' | sha256sum
        #expect(SessionFingerprint.of(Array("abc".utf8), store: "web") == "488e885e")
        #expect(SessionFingerprint.of(Array("abc".utf8), store: "api") != "488e885e")
    }
}
