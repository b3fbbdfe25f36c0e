import Redis
import TestSupport
import Testing

@Suite("Slots of keys", .timeLimit(.minutes(10)))
struct HashSlotTests {
    /// Redis Cluster specification, "Key distribution model", "Hash tags" and "Appendix A" (CRC16 of 123456789 is 31C3).
    @Test(arguments: [
        ("123456789", 0x31C3), ("", 0), ("foo", 12182), ("user1000", 3443),
    ])
    func ofTheSpecification(key: String, slot: Int) {
        #expect(HashSlot.of(key.utf8) == slot)
        #expect(HashSlot.of(Array(key.utf8)) == slot)
        #expect(RedisKeyedCommand(["GET", .string(key)]).slot == slot)
    }

    @Test(arguments: [
        ("{user1000}.following", "user1000"), ("{user1000}.followers", "user1000"), ("foo{bar}{zap}", "bar"),
        ("foo{{bar}}zap", "{bar"), ("a}b{c}d", "c"),
    ])
    func ofAPart(key: String, part: String) {
        #expect(HashSlot.of(key.utf8) == HashSlot.of(part.utf8))
        #expect(HashSlot.of(key.utf8) != HashSlot.of("\(key)\(key)x".utf8) || key.contains("{"))
    }

    @Test(arguments: ["foo{}{bar}", "foo{bar", "foo}bar{", "{}", "{"])
    func ofTheWholeKey(key: String) throws {
        // What follows the braces counts: they are no tag.
        #expect(HashSlot.of(key.utf8) != HashSlot.of("bar".utf8))
        #expect(HashSlot.of(key.utf8) != 0)
    }

    @Test func asTheServerComputesThem() throws {
        let server = try RedisServer(arguments: ["--cluster-enabled", "yes", "--cluster-port", String(freePort())])
        var generator = SeededNumbers(seed: 16_384)
        let alphabet = Array("{{{}}}ab\u{0}\u{FF}\r\n".utf8)
        let keys = (0..<5000).map { index -> [UInt8] in
            (0..<Int.random(in: 0...(index % 40), using: &generator)).map { _ in
                index.isMultiple(of: 2) ? UInt8.random(in: 0...255, using: &generator) : alphabet.randomElement(using: &generator) ?? 0
            }
        }
        let replies = try withConnection(.local(server.port)) { connection in
            try connection.pipeline(keys.map { ["CLUSTER", "KEYSLOT", .bytes($0)] })
        }
        for (key, reply) in zip(keys, replies) {
            #expect(reply == .integer(Int64(HashSlot.of(key))), "\(key)")
        }
    }
}
