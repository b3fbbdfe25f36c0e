import Basics
import Redis
import TestSupport
import Testing

@Suite("Servers that mean harm", .timeLimit(.minutes(10)))
struct HostileServerTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let payload: String
        var repetitions = 1
        /// Whether the connection ends at once, or only when nothing more comes.
        var timesOut = false
    }

    static let attacks = [
        Attack(testDescription: "an array of 2^31-1", payload: "*2147483647\r\n"),
        Attack(testDescription: "an array of 2^31", payload: "*2147483648\r\n"),
        Attack(testDescription: "an array of 2^63", payload: "*9223372036854775808\r\n"),
        Attack(testDescription: "an array of -2", payload: "*-2\r\n"),
        Attack(
            testDescription: "arrays in arrays, each large", payload: "*1000000\r\n", repetitions: 7, timesOut: true),
        Attack(testDescription: "a string of 10 GB", payload: "$9999999999\r\n"),
        Attack(
            testDescription: "a string of 10 GB that begins",
            payload: "$9999999999\r\n" + String(repeating: "x", count: 100_000)),
        Attack(testDescription: "a string of 2^63-1", payload: "$9223372036854775807\r\n"),
        Attack(testDescription: "a string of 2^63", payload: "$9223372036854775808\r\n"),
        Attack(testDescription: "a string of 2^64-1", payload: "$18446744073709551615\r\n"),
        Attack(testDescription: "a string of -2", payload: "$-2\r\n"),
        Attack(testDescription: "a length without end", payload: "$" + String(repeating: "1", count: 1000)),
        Attack(testDescription: "a length of zeros without end", payload: "$" + String(repeating: "0", count: 1000)),
        Attack(testDescription: "a length that is no number", payload: "$abc\r\n"),
        Attack(testDescription: "nesting 1000 deep", payload: "*1\r\n", repetitions: 1000),
        Attack(testDescription: "nesting 8 deep", payload: String(repeating: "*1\r\n", count: 8) + ":1\r\n"),
        Attack(testDescription: "garbage", payload: "\u{0}\u{1}\u{FF}garbage\r\n"),
        Attack(testDescription: "HTTP", payload: "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
        Attack(testDescription: "a number that is none", payload: ":12x\r\n"),
        Attack(testDescription: "a number beyond 64 bits", payload: ":99999999999999999999\r\n"),
        Attack(
            testDescription: "an endless status", payload: "+" + String(repeating: "a", count: 100_000),
            repetitions: 1000),
        Attack(
            testDescription: "an endless error", payload: "-" + String(repeating: "E", count: 100_000),
            repetitions: 1000),
        Attack(
            testDescription: "an endless number", payload: ":" + String(repeating: "1", count: 100_000),
            repetitions: 1000),
        Attack(testDescription: "RESP3 map", payload: "%1\r\n+a\r\n+b\r\n"),
        Attack(testDescription: "RESP3 push", payload: ">2\r\n+invalidate\r\n*0\r\n"),
        Attack(testDescription: "RESP3 double", payload: ",1.5\r\n"),
        Attack(testDescription: "RESP3 boolean", payload: "#t\r\n"),
        Attack(testDescription: "RESP3 big number", payload: "(123456789012345678901234567890\r\n"),
        Attack(testDescription: "RESP3 verbatim", payload: "=5\r\ntxt:a\r\n"),
        Attack(testDescription: "half a string", payload: "$10\r\nabc", timesOut: true),
        Attack(testDescription: "half an array", payload: "*3\r\n+a\r\n", timesOut: true),
        Attack(testDescription: "nothing at all", payload: "", timesOut: true),
    ]

    @Test(arguments: attacks)
    func isRefusedAndTheConnectionClosed(attack: Attack) throws {
        let server = try FakeServer(sending: attack.payload, repetitions: attack.repetitions)
        var endpoint = RedisEndpoint.local(server.port)
        endpoint.commandTimeout = attack.timesOut ? .milliseconds(100) : .seconds(20)
        try withConnection(endpoint) { connection in
            let error = #expect(throws: RedisError.self) { try connection.command("PING") }
            switch error {
            case .protocolViolation: #expect(!attack.timesOut)
            case .timedOut: #expect(attack.timesOut)
            default: Issue.record("\(String(describing: error))")
            }
            #expect(error?.status == .unavailable)
            let isOpen = connection.isOpen
            #expect(!isOpen)
            #expect(throws: RedisError.closed(endpoint: endpoint.description)) { try connection.command("PING") }
        }
    }

    @Test func aStringThatGoesOnBeyondTheLimitIsNotCollected() throws {
        // The claim is just within the limit; the whole reply is not.
        let server = try FakeServer(
            sending: "*3\r\n$67108864\r\n" + String(repeating: "x", count: 67_108_864) + "\r\n$5\r\n")
        try withConnection(.local(server.port)) { connection in
            let error = #expect(throws: RedisError.self) { try connection.command("PING") }
            #expect(
                error
                    == .protocolViolation(
                        endpoint: connection.endpoint.description, reason: "it is larger than allowed"))
        }
    }

    @Test func claimsTakeNoMemory() throws {
        let before = try peakMemory()
        let server = try FakeServer(sending: "*1048576\r\n*1048576\r\n*1048576\r\n$60000000\r\nx")
        var endpoint = RedisEndpoint.local(server.port)
        endpoint.commandTimeout = .milliseconds(100)
        try withConnection(endpoint) { connection in
            _ = #expect(throws: RedisError.self) { try connection.command("PING") }
        }
        // Tests run side by side in this process: others may take some, but not what was claimed.
        #expect(try peakMemory() - before < 400_000)
    }

    @Test func manySmallElementsEndAtTheLimit() throws {
        let server = try FakeServer(sending: "*1048576\r\n" + String(repeating: ":1\r\n", count: 1 << 20))
        try withConnection(.local(server.port)) { connection in
            let error = #expect(throws: RedisError.self) { try connection.command("PING") }
            #expect(
                error
                    == .protocolViolation(
                        endpoint: connection.endpoint.description, reason: "it is larger than allowed"))
        }
    }

    @Test(arguments: 1...64)
    func repliesInPiecesOfAnySize(size: Int) throws {
        // The reader sees the reply cut at every place: each read returns what one segment brought.
        let reply = "*4\r\n$3\r\nfoo\r\n:-42\r\n*2\r\n$-1\r\n+OK\r\n$0\r\n\r\n"
        let expected = RedisReply.array([
            .bulk(Array("foo".utf8)), .integer(-42), .array([.null, .status("OK")]), .bulk([]),
        ])
        let padding = String(repeating: "p", count: 16384 - size)
        let server = try FakeServer(sending: "$\(padding.count)\r\n\(padding)\r\n" + reply)
        try withConnection(.local(server.port)) { connection in
            let replies = try connection.pipeline([["PING"], ["PING"]])
            let isPadding = replies[0] == .bulk(Array(padding.utf8))
            #expect(isPadding)
            #expect(replies[1] == expected)
        }
    }

    @Test func aRefusalCannotHideControlCharacters() throws {
        let server = try FakeServer(
            sending: "-ERR \u{1B}[2J\u{202E}evil 'sess:hidden' \"quoted\" `ticks` can't 'open\r\n")
        try withConnection(.local(server.port)) { connection in
            let error = #expect(throws: RedisError.self) { try connection.command("PING") }
            #expect(error?.message == "Redis refused: ERR \\u{1b}[2J\\u{202e}evil … … … can't …")
        }
    }

    @Test func aCodeCannotBeAnything() throws {
        let server = try FakeServer(sending: "-not-a-code \u{1B}x\r\n-\r\n- \r\n")
        try withConnection(.local(server.port)) { connection in
            let replies = try connection.pipeline([["PING"], ["PING"], ["PING"]])
            #expect(
                replies == [
                    .error(code: "ERR", message: "not-a-code \u{1B}x"), .error(code: "ERR", message: ""),
                    .error(code: "ERR", message: " "),
                ])
        }
    }
}
