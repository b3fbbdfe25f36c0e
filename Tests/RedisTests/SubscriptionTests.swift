import Basics
import Redis
import TestSupport
import Testing

@Suite("Messages that nobody asked for", .timeLimit(.minutes(10)))
struct SubscriptionTests {
    /// Subscribes and gives the subscription to `body`.
    private func withSubscription(
        _ endpoint: RedisEndpoint, _ channels: [RedisArgument] = [RedisSubscription.invalidations],
        _ body: (inout RedisSubscription) throws -> Void
    ) throws {
        var subscription = try RedisSubscription(endpoint, channels: channels)
        try body(&subscription)
    }

    private func keys(_ message: RedisMessage?) -> [String] {
        message?.payload.elements?.compactMap(\.text) ?? []
    }

    @Test func keysThatOthersChange() throws {
        let server = try RedisServer()
        try withSubscription(.local(server.port)) { (subscription: inout RedisSubscription) throws in
            let number = subscription.clientID
            try withConnection(.local(server.port)) { own in
                try own.command(
                    "CLIENT", "TRACKING", "ON", "REDIRECT", .integer(number), "BCAST", "PREFIX", "sess:", "NOLOOP")
                // Waiting in vain is no error, and what comes later still comes.
                #expect(try subscription.next(within: .zero) == nil)
                #expect(try subscription.next(within: .milliseconds(30)) == nil)
                try own.command("SET", "sess:mine", "1")
                try server.ask("SET", "other:1", "1")
                try server.ask("SET", "sess:1", "1")
                let first = try subscription.next(within: .seconds(20))
                #expect(first?.channel == "__redis__:invalidate")
                #expect(keys(first) == ["sess:1"])
                try server.ask("MSET", "sess:2", "1", "sess:3", "1")
                let second = try subscription.next(within: .seconds(20))
                #expect(Set(keys(second)) == ["sess:2", "sess:3"])
                try server.ask("FLUSHALL")
                let flushed = try subscription.next(within: .seconds(20))
                #expect(flushed?.payload == .null)
                #expect(try subscription.next(within: .milliseconds(10)) == nil)
                let isOpen = subscription.isOpen
                #expect(isOpen)
            }
        }
    }

    @Test func messagesInPieces() throws {
        // The end of the wait falls between any two bytes; nothing of the message is lost.
        let message = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n"
        let start = ":7\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n"
        let server = try FakeServer(sending: Array((start + message + message).utf8), pause: 3000)
        try withSubscription(.local(server.port), ["c"]) { (subscription: inout RedisSubscription) throws in
            var found: [RedisMessage] = []
            let deadline = ContinuousClock.now + .seconds(20)
            while found.count < 2, ContinuousClock.now < deadline {
                if let message = try subscription.next(within: .milliseconds(1)) { found.append(message) }
            }
            let expected = RedisMessage(channel: "c", payload: .array([.bulk([0x61]), .bulk([0x62])]))
            #expect(found == [expected, expected])
        }
    }

    @Test func aServerThatSaysNothingIsAskedWhetherItIsThere() throws {
        let server = try RedisServer()
        var endpoint = RedisEndpoint.local(server.port)
        endpoint.commandTimeout = .milliseconds(200)
        try withSubscription(endpoint, ["c"]) { (subscription: inout RedisSubscription) throws in
            // It answers, several times over.
            #expect(try subscription.next(within: .milliseconds(700)) == nil)
            #expect(try server.ask("PUBLISH", "c", "hello") == "1")
            #expect(try subscription.next(within: .seconds(20))?.payload.text == "hello")
            server.freeze()
            defer { server.thaw() }
            #expect(throws: RedisError.timedOut(endpoint: endpoint.description, while: .waiting)) {
                try subscription.next(within: .seconds(60))
            }
            let isOpen = subscription.isOpen
            #expect(!isOpen)
            #expect(throws: RedisError.closed(endpoint: endpoint.description)) {
                try subscription.next(within: .milliseconds(1))
            }
        }
    }

    @Test func theEndOfTheConnectionAndAnotherThread() throws {
        let server = try RedisServer()
        let endpoint = RedisEndpoint.local(server.port)
        try withSubscription(endpoint, ["c"]) { (subscription: inout RedisSubscription) throws in
            let interrupter = subscription.interrupter
            let thread = BackgroundThread { interrupter.interrupt() }
            #expect(throws: RedisError.closed(endpoint: endpoint.description)) {
                try subscription.next(within: .seconds(60))
            }
            try thread.join()
        }
        try withSubscription(endpoint, ["c"]) { (subscription: inout RedisSubscription) throws in
            server.crash()
            #expect(throws: RedisError.closed(endpoint: endpoint.description)) {
                try subscription.next(within: .seconds(60))
            }
        }
    }

    @Test func whoMayNotSubscribe() throws {
        let server = try RedisServer()
        try server.ask("ACL", "SETUSER", "narrow", "reset", "on", ">pw", "-@all", "+client|id", "+subscribe", "+ping")
        let error = #expect(throws: RedisError.self) {
            try self.withSubscription(RedisEndpoint(url: "redis://narrow:pw@127.0.0.1:\(server.port)")) { _ in }
        }
        #expect(error?.code == "NOPERM" && error?.status == .refused)
    }

    @Test(arguments: ["+OK\r\n", ":7\r\n:8\r\n", ":7\r\n*0\r\n", "$1\r\n1\r\n", ":7\r\n*1\r\n*0\r\n"])
    func answersThatAreNone(payload: String) throws {
        let server = try FakeServer(sending: payload)
        let error = #expect(throws: RedisError.self) {
            try self.withSubscription(.local(server.port), ["c"]) { _ in }
        }
        guard case .protocolViolation = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
