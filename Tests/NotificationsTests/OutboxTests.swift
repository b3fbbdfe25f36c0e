import Basics
import Configuration
import Files
import JSON
import Notifications
import State
import Synchronization
import TestSupport
import Testing

/// Messages on their way: order, leases, retries, parking. The receivers are servers of the test's own.
@Suite struct OutboxTests {
    /// An outbox in a folder of its own, at a clock that is set by hand.
    private struct Bench {
        let directory: String
        let clock: Clock
        let database: any Database
        private let shelf = Shelf()
        var outbox: Outbox { Outbox(database: database, time: clock.source) }
        /// The leases as another machine takes them.
        var elsewhere: Leases {
            Leases(
                database: database, time: clock.source, holder: LeaseHolder(host: "elsewhere", process: 7, birth: ""))
        }

        static func open(_ body: (Bench) throws -> Void) throws {
            try withTemporaryDirectory { directory in
                try body(Bench(directory: directory, clock: Clock(), database: TestDatabase.make(in: directory)))
            }
        }

        /// Queues messages for a channel; gives their numbers.
        @discardableResult
        func queue(
            _ channel: any Channel, _ events: [MessageEvent], incident: String = "INC-20261121-001",
            after wait: Duration = .zero, isEscalation: Bool = false, prefix: String = "m"
        ) throws -> [Int64] {
            try database.write { session in
                try outbox.queue(
                    events.enumerated().map { number, event in
                        var message = Message.sample(event: event, title: "\(event) \(number)", incident: incident)
                        message.id = "\(prefix)\(number).\(event)"
                        return OutboxEntry(
                            payload: channel.render(MessageText(message, for: .responders)), conversation: incident,
                            incident: incident, dueAt: clock.now + wait, condition: isEscalation ? .unacknowledged : nil)
                    }, in: session)
            }
        }

        /// A channel and its receiver, which stays for as long as the bench does.
        func slack(_ name: String, _ receiver: Receiver) -> SlackChannel {
            shelf.keep(receiver)
            return SlackChannel(name: name, url: ConfigurationText(literal: receiver.url))
        }

        func page(_ receiver: Receiver) -> PagerDutyChannel {
            shelf.keep(receiver)
            return PagerDutyChannel(
                name: "page", routingKey: ConfigurationText(literal: Secrets.routingKey),
                url: ConfigurationText(literal: receiver.url))
        }

        func worker(_ channels: [any Channel], note: @escaping OutboxWorker.Note = { _, _, _ in }) -> OutboxWorker {
            OutboxWorker(
                outbox: outbox, channels: channels,
                sender: Sender(
                    environment: [:], policy: .once, time: clock.source, timeout: .seconds(2), pause: { _ in },
                    chance: { 0 }),
                note: note, chance: { 0 })
        }
    }

    @Test func `Each message arrives once, in order, and the body is what was queued`() throws {
        try Bench.open { bench in
            let receiver = try Receiver([.status(200, body: "ok")])
            let channel = bench.slack("ops", receiver)
            let events: [MessageEvent] = [.opened, .updated, .contained, .resolved]
            #expect(try bench.queue(channel, events) == [1, 2, 3, 4])
            let deliveries = try bench.worker([channel]).deliver()
            #expect(deliveries.map(\.outcome) == [.delivered, .delivered, .delivered, .delivered])
            #expect(deliveries.map(\.id) == [1, 2, 3, 4])
            let bodies = try receiver.requests().map(\.body)
            #expect(bodies == (try bench.outbox.items(all: true).map(\.payload.body)))
            #expect(try bench.worker([channel]).deliver().isEmpty)
            #expect(try bench.outbox.items().isEmpty)
        }
    }

    @Test func `The same message is queued once`() throws {
        try Bench.open { bench in
            let channel = bench.slack("ops", try Receiver([.status(200, body: "ok")]))
            #expect(try bench.queue(channel, [.opened]) == [1])
            #expect(try bench.queue(channel, [.opened]) == [])
        }
    }

    @Test func `What is undone with its transaction was never queued`() throws {
        struct Stop: Error {}
        try Bench.open { bench in
            let channel = bench.slack("ops", try Receiver([.status(200, body: "ok")]))
            #expect(throws: Stop.self) {
                try bench.database.write { session in
                    try bench.outbox.queue(
                        [
                            OutboxEntry(
                                payload: channel.render(MessageText(.sample(), for: .responders)), conversation: "c",
                                dueAt: bench.clock.now)
                        ], in: session)
                    throw Stop()
                }
            }
            #expect(try bench.outbox.items(all: true).isEmpty)
        }
    }

    @Test func `A resolve never overtakes the trigger that is not taken yet`() throws {
        try Bench.open { bench in
            let receiver = try Receiver([.status(503), .status(503), .status(202)])
            let channel = bench.page(receiver)
            try bench.queue(channel, [.opened, .resolved])
            let worker = bench.worker([channel])
            for round in 1...2 {
                let tried = try worker.deliver()
                #expect(tried.map(\.id) == [1] && tried[0].outcome == .retryable, "round \(round)")
                // Nothing is tried before its time.
                #expect(try worker.deliver().isEmpty)
                bench.clock.advance(.seconds(900))
            }
            #expect(try worker.deliver().map(\.id) == [1, 2])
            let actions = try receiver.requests().map {
                try JSONValue(parsing: $0.body)["event_action"]?.stringValue ?? ""
            }
            #expect(actions == ["trigger", "trigger", "trigger", "resolve"])
        }
    }

    @Test(arguments: [
        (Receiver.Answer.status(429, headers: ["Retry-After": "7200"]), 7200.0), (.status(500), 15), (.close, 15),
        (.status(503, headers: ["Retry-After": "1"]), 15),
    ])
    func `A failure waits its time, or as long as the service asks`(answer: Receiver.Answer, seconds: Double) throws {
        try Bench.open { bench in
            let channel = bench.slack("ops", try Receiver([answer, .status(200, body: "ok")]))
            try bench.queue(channel, [.opened])
            _ = try bench.worker([channel]).deliver()
            let item = try #require(try bench.outbox.item(1))
            #expect(item.state == .waiting)
            #expect((item.nextTryAt - bench.clock.now).inSeconds == seconds)
            bench.clock.advance(.seconds(seconds) - .milliseconds(1))
            #expect(try bench.worker([channel]).deliver().isEmpty)
            bench.clock.advance(.milliseconds(1))
            #expect(try bench.worker([channel]).deliver().map(\.outcome) == [.delivered])
            #expect(try bench.outbox.item(1)?.attempts == 2)
        }
    }

    @Test func `Whoever is in a hurry waits only where the service asked for it`() throws {
        try Bench.open { bench in
            let channel = bench.slack(
                "ops",
                try Receiver([.status(500), .status(429, headers: ["Retry-After": "60"]), .status(200, body: "ok")]))
            try bench.queue(channel, [.opened])
            #expect(try bench.worker([channel]).deliver().map(\.outcome) == [.retryable])
            #expect(try bench.worker([channel]).deliver(impatiently: true).map(\.outcome) == [.retryable])
            #expect(try bench.worker([channel]).deliver(impatiently: true).isEmpty)
            bench.clock.advance(.seconds(60))
            #expect(try bench.worker([channel]).deliver(impatiently: true).map(\.outcome) == [.delivered])
        }
    }

    @Test func `What is refused is parked, goes on being parked, and holds nothing up`() throws {
        try Bench.open { bench in
            let receiver = try Receiver([.status(404, body: "no_service"), .status(200, body: "ok")])
            let channel = bench.slack("ops", receiver)
            try bench.queue(channel, [.opened, .updated])
            let deliveries = try bench.worker([channel]).deliver()
            #expect(deliveries.map(\.outcome) == [.failed, .delivered])
            let parked = try bench.outbox.items()
            #expect(parked.map(\.id) == [1] && parked[0].state == .parked && parked[0].answer == 404)
            #expect(parked[0].hint != nil)
            bench.clock.advance(.seconds(86_400))
            #expect(try bench.worker([channel]).deliver().isEmpty)
            try bench.outbox.retry(1, keepsState: false)
            #expect(try bench.worker([channel]).deliver().map(\.outcome) == [.delivered])
            #expect(throws: OutboxError.ended(1, .delivered)) { try bench.outbox.retry(1, keepsState: false) }
            #expect(throws: OutboxError.notFound(9)) { try bench.outbox.drop(9, because: "x") }
        }
    }

    @Test func `A trigger that comes after its resolve is not sent any more`() throws {
        try Bench.open { bench in
            let channel = bench.page(try Receiver([.status(400), .status(202)]))
            try bench.queue(channel, [.opened, .resolved])
            #expect(try bench.worker([channel]).deliver().map(\.outcome) == [.failed, .delivered])
            #expect(throws: OutboxError.overtaken(1, by: 2)) { try bench.outbox.retry(1, keepsState: true) }
            #expect(try bench.outbox.drop(1, because: "too late").state == .dropped)
        }
    }

    @Test func `What is not taken for days is left to somebody`() throws {
        try Bench.open { bench in
            let channel = bench.slack("ops", try Receiver([.status(503)]))
            try bench.queue(channel, [.opened])
            for _ in 0..<4 {
                _ = try bench.worker([channel]).deliver()
                bench.clock.advance(.seconds(86_400))
            }
            let item = try #require(try bench.outbox.item(1))
            #expect(item.state == .parked)
            #expect(item.reason?.contains("not taken within 3d") == true)
        }
    }

    @Test func `A message that is being sent is nobody else's, nor is a later one of its channel`() throws {
        try Bench.open { bench in
            let receiver = try Receiver([.status(200, body: "ok")])
            let channel = bench.slack("ops", receiver)
            try bench.queue(channel, [.opened, .updated, .resolved])
            let others = Mutex<[Delivery]>([])
            // While the first is recorded, another worker on a connection of its own looks for work.
            let database = try TestDatabase.make(in: bench.directory)
            let workers = (0..<4).map { _ in
                BackgroundThread {
                    let outbox = Outbox(database: database, time: bench.clock.source)
                    let worker = OutboxWorker(
                        outbox: outbox, channels: [channel],
                        sender: Sender(environment: [:], policy: .once, time: bench.clock.source))
                    let done = try worker.deliver()
                    others.withLock { $0 += done }
                }
            }
            for worker in workers { try worker.join() }
            _ = try bench.worker([channel]).deliver()
            #expect(try receiver.requests().count == 3)
            let titles = try receiver.requests().map { String(decoding: $0.body, as: UTF8.self) }
            #expect(zip(titles, ["opened 0", "updated 1", "resolved 2"]).allSatisfy { $0.contains($1) })
            #expect(try bench.outbox.items().isEmpty)
        }
    }

    @Test func `What a killed process held is sent again when its time is over, and said to be uncertain`() throws {
        struct Killed: Error {}
        try Bench.open { bench in
            let receiver = try Receiver([.status(200, body: "ok")])
            let channel = bench.slack("ops", receiver)
            try bench.queue(channel, [.opened, .resolved])
            // As if it died between sending and recording: what it would record is undone.
            let dying = bench.worker([channel]) { _, _, _ in throw Killed() }
            #expect(throws: Killed.self) { try dying.deliver() }
            #expect(try receiver.requests().count == 1)
            let after = bench.worker([channel])
            // As long as its lease lasts nobody knows that it died.
            _ = try bench.elsewhere.take(Outbox.leaseName("ops"))
            #expect(try after.deliver().isEmpty)
            #expect(throws: OutboxError.busy(1)) { try bench.outbox.drop(1, because: "x") }
            bench.clock.advance(.seconds(60))
            let deliveries = try after.deliver()
            #expect(deliveries.map(\.id) == [1, 2])
            #expect(deliveries[0].uncertain == 1 && deliveries[0].attempts == 2)
            #expect(deliveries[0].notes.contains { $0.contains("twice") })
            #expect(deliveries[1].uncertain == 0)
            let bodies = try receiver.requests().map(\.body)
            #expect(bodies.count == 3 && bodies[0] == bodies[1])
        }
    }

    @Test func `What was recorded late, after another took over, does not count`() throws {
        try Bench.open { bench in
            let receiver = try Receiver([.status(200, body: "ok")])
            let channel = bench.slack("ops", receiver)
            try bench.queue(channel, [.opened])
            let clock = bench.clock
            let other = bench.worker([channel])
            // The clock runs past the lease while the first is still sending: another one takes over meanwhile.
            let slow = OutboxWorker(
                outbox: bench.outbox, channels: [SlowChannel(channel) {
                    clock.advance(.seconds(600))
                    _ = try? other.deliver()
                }], sender: Sender(environment: [:], policy: .once, time: clock.source))
            let late = try slow.deliver()
            #expect(late.first?.notes.contains { $0.contains("took it over") } == true)
            let item = try #require(try bench.outbox.item(1))
            #expect(item.state == .delivered && item.uncertain == 1)
            #expect(try receiver.requests().count == 2)
        }
    }

    @Test func `What was sent while somebody else came to write into the state is recorded when that is free again`() throws {
        try Bench.open { bench in
            let receiver = try Receiver([.status(200, body: "ok")])
            let channel = bench.slack("ops", receiver)
            try bench.queue(channel, [.opened])
            let other = Mutex<HeldState?>(nil)
            let directory = bench.directory
            let worker = OutboxWorker(
                outbox: bench.outbox, channels: [SlowChannel(channel) {
                    let held = try? HeldState(TestDatabase.make(in: directory))
                    other.withLock { $0 = held }
                }], sender: Sender(environment: [:], policy: .once, time: bench.clock.source),
                insistence: Insistence { _ in other.withLock { $0 }?.release() })
            #expect(try worker.deliver().map(\.outcome) == [.delivered])
            #expect(try bench.outbox.item(1)?.state == .delivered)
            #expect(try receiver.requests().count == 1)
        }
    }

    @Test func `A channel that hangs holds no other up, and one that is gone is said`() throws {
        try Bench.open { bench in
            let hanging = bench.slack("ops", try Receiver([.hang]))
            let receiver = try Receiver([.status(202)])
            let gone = bench.slack("gone", try Receiver([.status(200, body: "ok")]))
            try bench.queue(hanging, [.opened], prefix: "a")
            try bench.queue(bench.page(receiver), [.opened, .updated, .resolved], prefix: "b")
            try bench.queue(gone, [.opened], prefix: "c")
            let deliveries = try bench.worker([hanging, bench.page(receiver)]).deliver()
            #expect(deliveries.first { $0.channel == "ops" }?.outcome == .retryable)
            #expect(deliveries.filter { $0.channel == "page" }.map(\.outcome) == [.delivered, .delivered, .delivered])
            let lost = try #require(deliveries.first { $0.channel == "gone" })
            #expect(lost.outcome == .failed && lost.reason?.contains("no channel 'gone'") == true)
        }
    }

    @Test func `The network is away for a while: each message arrives once, in order`() throws {
        try Bench.open { bench in
            let port = freePort()
            let channel = SlackChannel(
                name: "ops", url: ConfigurationText(literal: "http://127.0.0.1:\(port)\(Secrets.path)"))
            let worker = bench.worker([channel])
            var numbers: [Int64] = []
            for round in 0..<10 {
                numbers += try bench.queue(channel, [.updated, .updated], prefix: "r\(round)-")
                #expect(try worker.deliver().allSatisfy { $0.outcome == .retryable && $0.uncertain == 0 })
                bench.clock.advance(.seconds(60))
            }
            let receiver = try Receiver([.status(200, body: "ok")], port: port)
            bench.clock.advance(.seconds(900))
            let deliveries = try worker.deliver()
            #expect(deliveries.map(\.id) == numbers)
            #expect(deliveries.allSatisfy { $0.outcome == .delivered && $0.uncertain == 0 })
            #expect(try receiver.requests().map(\.body) == (try bench.outbox.items(all: true).map(\.payload.body)))
        }
    }

    @Test func `A message arrives at most once more than attempts ended in the dark`() throws {
        try Bench.open { bench in
            let receiver = try Receiver([.close, .status(502), .hang, .status(429), .status(200, body: "ok")])
            let channel = bench.slack("ops", receiver)
            try bench.queue(channel, [.opened])
            var last: Delivery?
            while last?.outcome != .delivered {
                last = try bench.worker([channel]).deliver().first
                bench.clock.advance(.seconds(900))
            }
            // 429 says that it was not taken; the three before it say nothing.
            #expect(last?.uncertain == 3 && last?.attempts == 5)
            #expect(try receiver.requests().count <= 1 + 3 + 1)
        }
    }

    @Test func `Quiet hours hold, and what may not wait takes along what waits before it`() throws {
        try Bench.open { bench in
            let receiver = try Receiver([.status(200, body: "ok")])
            let channel = bench.slack("ops", receiver)
            try bench.queue(channel, [.opened], after: .seconds(3600), prefix: "quiet")
            try bench.queue(channel, [.opened], incident: "INC-2", after: .seconds(3600), prefix: "other")
            #expect(try bench.worker([channel]).deliver().isEmpty)
            try bench.queue(channel, [.updated], prefix: "loud")
            #expect(try bench.worker([channel]).deliver().map(\.id) == [1, 3])
            bench.clock.advance(.seconds(3600))
            #expect(try bench.worker([channel]).deliver().map(\.id) == [2])
        }
    }

    @Test func `An escalation goes out if nobody calls it off`() throws {
        try Bench.open { bench in
            let channel = bench.page(try Receiver([.status(202)]))
            try bench.queue(channel, [.opened], after: .seconds(900), isEscalation: true, prefix: "a")
            try bench.queue(channel, [.opened], incident: "INC-2", after: .seconds(900), isEscalation: true, prefix: "b")
            try bench.queue(channel, [.updated], prefix: "c")
            #expect(try bench.worker([channel]).deliver().map(\.id) == [3])
            try bench.database.write { session in
                try bench.outbox.callOffEscalations(of: "INC-2", because: "acknowledged by ada", in: session)
            }
            bench.clock.advance(.seconds(900))
            #expect(try bench.worker([channel]).deliver().map(\.id) == [1])
            let called = try #require(try bench.outbox.item(2))
            #expect(called.state == .dropped && called.reason == "acknowledged by ada")
        }
    }

    @Test func `What ended long ago is forgotten, and no number is given twice`() throws {
        try Bench.open { bench in
            let channel = bench.slack("ops", try Receiver([.status(200, body: "ok")]))
            try bench.queue(channel, [.opened, .updated])
            _ = try bench.worker([channel]).deliver()
            bench.clock.advance(.seconds(31 * 86_400))
            #expect(try bench.outbox.prune() == 1)
            #expect(try bench.queue(channel, [.resolved]) == [3])
        }
    }

    @Test func `Neither webhook URL nor routing key is in the state's file`() throws {
        try Bench.open { bench in
            let channels: [any Channel] = [
                bench.slack("ops", try Receiver([.status(404, body: "no_service")])), bench.page(try Receiver([.echo(400)])),
            ]
            for (number, channel) in channels.enumerated() {
                try bench.queue(channel, [.opened], prefix: "\(number)")
            }
            _ = try bench.worker(channels).deliver()
            var all = [try TestDatabase.contents(in: bench.directory)]
            all += ["", "-wal"].compactMap { fileBytes(TestDatabase.file(in: bench.directory) + $0) }
            for bytes in all {
                #expect(!Secrets.appear(in: String(decoding: bytes, as: UTF8.self)))
            }
            #expect(!Secrets.appear(in: String(decoding: try JSONValue(encoding: bench.outbox.items()).compactBytes, as: UTF8.self)))
        }
    }
}

/// Receivers that are to stay.
private final class Shelf: Sendable {
    private let receivers = Mutex<[Receiver]>([])
    func keep(_ receiver: Receiver) { receivers.withLock { $0.append(receiver) } }
}

/// A clock that is set by hand.
final class Clock: Sendable {
    private let instant = Mutex(Timestamp(seconds: 1_795_230_245))
    var now: Timestamp { instant.withLock { $0 } }
    var source: TimeSource { TimeSource { self.now } }
    func advance(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

/// A channel that does something else first.
private struct SlowChannel: Channel {
    let channel: any Channel
    let before: @Sendable () -> Void

    init(_ channel: any Channel, _ before: @escaping @Sendable () -> Void) {
        self.channel = channel
        self.before = before
    }

    var name: String { channel.name }
    var kind: ChannelKind { channel.kind }
    func render(_ text: MessageText) -> Payload { channel.render(text) }
    func destination(_ environment: [String: String]) throws(NotificationsError) -> String {
        try channel.destination(environment)
    }
    func attempt(_ payload: Payload, _ context: DeliveryContext) throws(NotificationsError) -> DeliveryAttempt {
        before()
        return try channel.attempt(payload, context)
    }
}

/// A file as it is; nil where there is none.
private func fileBytes(_ path: String) -> [UInt8]? {
    try? FileReader.read(path)
}
