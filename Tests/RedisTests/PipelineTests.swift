import Basics
import Glibc
import Redis
import TestSupport
import Testing

@Suite("Many commands on their way", .timeLimit(.minutes(10)))
struct PipelineTests {
    let server: RedisServer

    init() throws { server = try RedisServer() }

    @Test func aHundredThousandCommands() throws {
        try withConnection(.local(server.port)) { connection in
            let sets = try connection.pipeline((0..<100_000).map { ["SET", .string("key:\($0)"), .integer($0)] })
            #expect(sets.count == 100_000)
            #expect(sets.allSatisfy { $0 == .status("OK") })
            let gets = try connection.pipeline((0..<100_000).map { ["GET", .string("key:\($0)")] })
            #expect(gets.enumerated().allSatisfy { $1 == .bulk(Array(String($0).utf8)) })
            let pending = connection.pendingReplies
            #expect(pending == 0)
        }
    }

    @Test func refusalsAmongRepliesStayInTheirPlaces() throws {
        try withConnection(.local(server.port)) { connection in
            let replies = try connection.pipeline([
                ["SET", "a", "x"], ["INCR", "a"], ["NOSUCH"], ["GET", "a"], ["LPUSH", "a", "y"], ["PING"],
            ])
            #expect(replies[0] == .status("OK"))
            #expect(replies[1] == .error(code: "ERR", message: "value is not an integer or out of range"))
            guard case .error("ERR", _) = replies[2], case .error("WRONGTYPE", _) = replies[4] else {
                Issue.record("\(replies)")
                return
            }
            #expect(replies[3] == .bulk([0x78]))
            #expect(replies[5] == .status("PONG"))
        }
    }

    @Test(arguments: ["tcp", "unix"])
    func farMoreThanTheBuffersOfTheSocketHold(way: String) throws {
        let endpoint = way == "tcp" ? .local(server.port) : RedisEndpoint(address: .unix(path: server.unixSocket))
        let value = [UInt8](repeating: 0x61, count: 1 << 20)
        let replies = try withConnection(endpoint) { connection in
            try connection.pipeline((0..<100).map { _ in ["ECHO", .bytes(value)] })
        }
        let areEqual = replies.allSatisfy { $0 == .bulk(value) }
        #expect(replies.count == 100 && areEqual)
    }

    /// Redis keeps replies that nobody takes; a proxy before it stops reading instead. Whoever only writes then waits
    /// for ever.
    @Test func neitherSideWaitsForTheOther() throws {
        let value = [UInt8](repeating: 0x61, count: 1 << 20)
        var command = RedisCommandWriter()
        command.append(command: ["ECHO", .bytes(value)])
        let proxy = try FakeServer(answering: command.byteCount, with: Array("$1048576\r\n".utf8) + value + [13, 10])
        let endpoint = RedisEndpoint.local(proxy.port)
        let total = try withConnection(endpoint) { connection in
            for _ in 0..<40 { connection.enqueue(["ECHO", .bytes(value)]) }
            try connection.flush()
            var buffer = RedisReplyBuffer()
            var total = 0
            for _ in 0..<40 {
                try connection.receive(into: &buffer)
                total += buffer[0].length
            }
            return total
        }
        #expect(total == 40 << 20)
    }

    @Test func theFlatFormOfReplies() throws {
        try withConnection(.local(server.port)) { connection in
            connection.enqueue(["EVAL", "return {'ab', {1, {'c'}, {}}, false, 'de'}", 0])
            connection.enqueue(["PING"])
            try connection.flush()
            var buffer = RedisReplyBuffer()
            try connection.receive(into: &buffer)
            #expect(buffer.count == 9)
            #expect(
                (0..<9).map { buffer.kind(of: $0) } == [
                    .array, .bulk, .array, .integer, .array, .bulk, .array, .null, .bulk,
                ])
            #expect((0..<9).map { buffer[$0].end } == [9, 2, 7, 4, 6, 6, 7, 8, 9])
            #expect((0..<9).map { buffer[$0].childCount } == [4, 0, 3, 0, 1, 0, 0, 0, 0])
            #expect(buffer.bytes(of: 1) == Array("ab".utf8))
            #expect(buffer.bytes(of: 5) == Array("c".utf8))
            #expect(buffer.bytes(of: 7) == [])
            #expect(buffer[3].integer == 1)
            var strings: [[UInt8]] = []
            buffer.forEachString(of: 0) { strings.append(Array($0)) }
            #expect(strings == [Array("ab".utf8), Array("de".utf8)])
            try connection.receive(into: &buffer)
            #expect(buffer.count == 1)
            #expect(buffer.reply == .status("PONG"))
        }
    }

    @Test func commandsFromAWriter() throws {
        try withConnection(.local(server.port)) { connection in
            var writer = RedisCommandWriter()
            writer.begin("SET", count: 2)
            writer.append("key".utf8)
            writer.append(.integer(-7))
            writer.begin("ECHO", count: 1)
            writer.append([UInt8](repeating: 0x62, count: 12345))
            writer.append(command: ["GET", "key"])
            #expect(writer.commandCount == 3)
            connection.enqueue(["PING"])
            connection.enqueue(&writer)
            #expect(writer.commandCount == 0 && writer.byteCount == 0)
            let pending = connection.pendingReplies
            #expect(pending == 4)
            try connection.flush()
            #expect(try connection.receive() == .status("PONG"))
            #expect(try connection.receive() == .status("OK"))
            #expect(try connection.receive() == .bulk([UInt8](repeating: 0x62, count: 12345)))
            #expect(try connection.receive() == .bulk(Array("-7".utf8)))
        }
    }

    @Test func aReplyWithManyBytesUpToTheLimit() throws {
        try withConnection(.local(server.port)) { connection in
            let script: RedisArgument = "local t = {} for i = 1, 1000 do t[i] = string.rep('v', 100) end return t"
            connection.enqueue(["EVAL", script, 0])
            connection.enqueue(["EVAL", script, 0])
            try connection.flush()
            var wide = RedisReplyBuffer(maximumBytes: 100_000)
            try connection.receive(into: &wide)
            #expect(wide.count == 1001)
            var narrow = RedisReplyBuffer(maximumBytes: 99_950)
            #expect(throws: RedisError.self) { try connection.receive(into: &narrow) }
        }
    }

    @Test func aReplyWithManyElementsUpToTheLimit() throws {
        try withConnection(.local(server.port)) { connection in
            connection.enqueue(["EVAL", "local t = {} for i = 1, 50000 do t[i] = 'v' .. i end return t", 0])
            connection.enqueue(["EVAL", "local t = {} for i = 1, 50000 do t[i] = 'v' .. i end return t", 0])
            try connection.flush()
            var wide = RedisReplyBuffer()
            try connection.receive(into: &wide)
            #expect(wide.count == 50_001)
            #expect(wide.bytes(of: 50_000) == Array("v50000".utf8))
            var narrow = RedisReplyBuffer(maximumCount: 50_000)
            let error = #expect(throws: RedisError.self) { try connection.receive(into: &narrow) }
            guard case .protocolViolation = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            let isOpen = connection.isOpen
            #expect(!isOpen)
        }
    }
}
