internal import Basics
public import State

/// Delivers what is due, each channel in its order. Several may run at once, in one process, in many or on many machines:
/// one of them has a channel's lease, and the others leave the channel to it.
///
/// Delivery is at least once. A message is sent again where nobody recorded how an attempt ended: the program was
/// killed, or no answer came. Each such attempt is counted (`uncertain`), and a message arrives at most once more than
/// that.
public struct OutboxWorker: Sendable {
    /// What becomes of a message, for whoever keeps a journal: called in the transaction that records it.
    public typealias Note = @Sendable (OutboxItem, Delivery, any DatabaseSession) throws -> Void

    private let outbox: Outbox
    private let channels: [String: any Channel]
    private let sender: Sender
    private let schedule: OutboxSchedule
    private let chance: @Sendable () -> Double
    private let note: Note
    private let insistence: Insistence

    /// A worker for the channels that there are.
    public init(
        outbox: Outbox, channels: [any Channel], sender: Sender, schedule: OutboxSchedule = OutboxSchedule(),
        note: @escaping Note = { _, _, _ in }, insistence: Insistence = Insistence(),
        chance: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.insistence = insistence
        self.outbox = outbox
        self.channels = Dictionary(channels.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.sender = sender
        self.schedule = schedule
        self.chance = chance
        self.note = note
    }

    /// Delivers everything that is due in some channels (all where nil), and says what became of each that was tried.
    /// The channels do not wait for each other.
    ///
    /// - Parameter impatiently: try what failed before at once, where the service did not ask to be left alone.
    public func deliver(through names: [String]? = nil, impatiently: Bool = false) throws -> [Delivery] {
        let due = try outbox.channelsWithDue().filter { names?.contains($0) ?? true }
        guard due.count > 1 else {
            return try due.flatMap { try deliver(through: $0, impatiently: impatiently) }
        }
        let threads = due.map { name in
            BackgroundThread { try self.deliver(through: name, impatiently: impatiently) }
        }
        // All of them end before any failure goes on.
        return try threads.map { thread in Result { try thread.join() } }.flatMap { try $0.get() }
    }

    /// Delivers what is due in a channel, one after the other, until one is not taken.
    private func deliver(through name: String, impatiently: Bool) throws -> [Delivery] {
        var deliveries: [Delivery] = []
        // What somebody queues who finds the channel taken, at the moment in which it is given back, is not left behind.
        repeat {
            guard let lease = try outbox.leases.take(freeOf: [Outbox.leaseName(name)]).lease else { break }
            defer { lease.release() }
            do {
                try deliver(through: name, impatiently, by: lease) { deliveries.append($0) }
            } catch LeaseError.fenced {
                // Another goes on with the channel.
                break
            }
            if deliveries.last?.outcome == .retryable { break }
        } while try outbox.database.read { try outbox.next(of: name, impatiently: impatiently, $0) } != nil
        return deliveries
    }

    private func deliver(
        through name: String, _ impatiently: Bool, by lease: Lease, _ done: (Delivery) -> Void
    ) throws {
        let channel = channels[name]
        let length = channel.map { sender.longest(through: $0) } ?? .zero
        let own = outbox.on(lease)
        while let held = try own.hold(nextOf: name, for: length + .seconds(30), impatiently: impatiently) {
            try lease.confirm()
            let delivery = try send(held, through: channel, own)
            done(delivery)
            if delivery.outcome == .retryable { return }
        }
    }

    private func send(_ held: HeldItem, through channel: (any Channel)?, _ own: Outbox) throws -> Delivery {
        let item = held.item
        var delivery: Delivery
        if let channel {
            delivery = sender.send(
                item.payload, through: channel, reference: held.reference, isRepetition: item.uncertain > 0)
        } else {
            delivery = Delivery(
                item.payload, failed: "the configuration has no channel '\(item.payload.channel.printable)' any more",
                hint: "put it back and 'firebreak notify outbox retry \(item.id)', or drop it")
        }
        delivery.id = item.id
        // Taking it counted as one attempt.
        delivery.attempts += item.attempts - 1
        delivery.uncertain += item.uncertain
        if item.uncertain > 0 || delivery.uncertain > 0, delivery.outcome == .delivered {
            delivery.notes.append(Self.remark(delivery.uncertain))
        }
        return try record(delivery, of: held, own)
    }

    private func record(_ delivery: Delivery, of held: HeldItem, _ own: Outbox) throws -> Delivery {
        var delivery = delivery
        var state = OutboxItem.State.waiting
        let now = try insistence.write { try outbox.now }
        var next = now
        switch delivery.outcome {
        case .delivered: state = .delivered
        case .dropped: state = .dropped
        case .failed: state = .parked
        case .held: break
        case .retryable:
            if now - held.item.dueAt >= schedule.giveUpAfter {
                delivery = delivery.givenUp(after: schedule.giveUpAfter)
                state = .parked
            } else {
                next =
                    now
                    + schedule.wait(after: delivery.attempts, retryAfter: delivery.retryAfter, chance: chance())
            }
        }
        // Of one that is tried again and again the journal tells once, and how it ended.
        let isNews = state != .waiting || held.item.attempts == 1
        let final = delivery
        let isRecorded: Bool
        do {
            isRecorded = try insistence.write {
                try own.record(final, of: held, as: state, nextTryAt: next) { session in
                    if isNews { try note(held.item, final, session) }
                }
            }
        } catch LeaseError.fenced {
            isRecorded = false
        } catch let error as StateError where error.mayPass {
            throw UnwrittenWork(
                "message \(held.item.id) to '\(final.channel.printable)' was \(final.outcome == .delivered ? "delivered" : "tried")",
                error, hint: "the next 'firebreak tick' sends it again: it may arrive twice")
        }
        if !isRecorded { delivery.notes.append("another firebreak took it over meanwhile: what that one records counts") }
        return delivery
    }

    private static func remark(_ uncertain: Int) -> String {
        uncertain == 1
            ? "it may have arrived twice: one attempt ended without an answer, or without a record"
            : "it may have arrived up to \(uncertain + 1) times: \(uncertain) attempts ended without an answer, or "
                + "without a record"
    }
}

extension Outbox {
    /// The channels in which something is due, in the order of their first messages.
    public func channelsWithDue() throws -> [String] {
        try database.read { session in
            let now = try now(session)
            return try session.query(
                """
                SELECT channel, MIN(id) AS first FROM outbox
                WHERE state = 'waiting' AND due_at <= $1 GROUP BY channel ORDER BY MIN(id)
                """, [.integer(now.microseconds)]
            ).map { try $0.text("channel") }
        }
    }
}
