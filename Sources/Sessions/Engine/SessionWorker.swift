internal import Redis

/// Goes through the sessions of one node on one connection: a page of SCAN, the values of the page before and the
/// removals of the one before that are on their way at once, so that the server need not wait for us.
///
/// One thread at a time. Memory: a few pages with their values, whatever the store holds.
final class SessionWorker {
    let layout: any SessionLayout
    let question: SessionQuestion
    let reader: any SessionReader
    let endpoint: RedisEndpoint
    let pattern: [UInt8]
    private var connection: RedisConnection
    /// The commands that were not sent yet.
    var commands = RedisCommandWriter()
    /// The reply that came last.
    var reply = ReplyReader()
    /// Called after each reply with the fraction of the key space that lies behind; true to stop.
    let checkpoint: (PassTally, Double) -> Bool

    var mode = PassMode()
    var tally = PassTally()
    /// What has been asked and not yet been answered, in order.
    var expected: [InFlight] = []
    /// How far the scan has come, 0 to 1.
    var fraction = 0.0
    /// True once no new work is to be begun: it was cancelled, or the server refused something.
    var isStopping = false
    /// The first refusal.
    var refusal: RedisError?
    /// The sessions that this pass has met, so that none counts twice.
    var seen = SeenKeys()
    /// The sessions that passes before this one have met, kept from the first one on.
    var known = SeenKeys()
    /// What was removed, to look whether it comes back.
    var revoked = RevokedKeys()
    /// What the indexes of the selected users list.
    var indexed = SeenKeys()
    /// How many values are asked for in one command: fewer where they are large.
    var valuesAtOnce = Batch.size
    /// How many batches of values have been asked for and have not come.
    var batchesAsked = 0
    /// What the scan has found and not yet asked for.
    var found = FoundKeys()
    private var spare: [Batch] = []

    /// Connects.
    init(
        layout: any SessionLayout, question: SessionQuestion, endpoint: RedisEndpoint,
        checkpoint: @escaping (PassTally, Double) -> Bool
    ) throws(RedisError) {
        self.layout = layout
        self.question = question
        reader = layout.reader(for: question)
        pattern = layout.keys.pattern
        self.endpoint = endpoint
        connection = try RedisConnection(endpoint)
        self.checkpoint = checkpoint
    }

    /// Sends one command outside of a pass and waits for its reply.
    func ask(_ arguments: [RedisArgument]) throws(RedisError) -> RedisReply { try connection.command(arguments) }

    /// Sends some commands outside of a pass and waits for their replies; refusals among them stay values.
    func ask(all commands: [[RedisArgument]]) throws(RedisError) -> [RedisReply] { try connection.pipeline(commands) }
}

// MARK: - Passes

extension SessionWorker {
    /// Begins a pass: its numbers start at nothing.
    func begin(_ mode: PassMode) {
        self.mode = mode
        tally = PassTally()
        seen = SeenKeys()
        found = FoundKeys()
        batchesAsked = 0
        fraction = 0
        isStopping = false
        refusal = nil
    }

    /// Goes through the whole key space.
    func scan() throws(PassFailure) {
        sendScan(cursor: 0)
        try flush()
        while !expected.isEmpty { try step() }
        try finish()
    }

    /// Looks at some keys: their values are asked for at once or, where `onlyExisting`, after it was found that at
    /// least one of a hundred exists.
    func examine(_ keys: KeyList, _ range: Range<Int>, origin: Origin, onlyExisting: Bool = false) throws(PassFailure) {
        var next = range.lowerBound
        while !expected.isEmpty || (next < range.upperBound && !isStopping) {
            while next < range.upperBound, !isStopping, expected.count < 8 {
                let batch = makeBatch()
                batch.origin = origin
                while next < range.upperBound, batch.keys.count < Batch.size {
                    keys.withKey(next) { batch.append($0, fits: true) }
                    next += 1
                }
                if onlyExisting { sendExistence(batch) } else { sendValues(batch) }
            }
            try flush()
            try step()
        }
        try finish()
    }

    /// Takes one reply in and does what follows from it.
    private func step() throws(PassFailure) {
        do {
            try connection.receive(into: &reply.buffer)
        } catch {
            throw PassFailure(cause: error, unknown: doomedInFlight)
        }
        try handle(expected.removeFirst())
        if !isStopping { feed() }
        if !isStopping, checkpoint(tally, fraction) {
            isStopping = true
            tally.wasCancelled = true
        }
        try flush()
    }

    private func finish() throws(PassFailure) {
        if let refusal { throw PassFailure(cause: refusal, unknown: 0) }
    }

    /// Sends what has been written.
    func flush() throws(PassFailure) {
        guard commands.commandCount > 0 else { return }
        connection.enqueue(&commands)
        do {
            try connection.flush()
        } catch {
            throw PassFailure(cause: error, unknown: doomedInFlight)
        }
    }

    /// How many sessions were to be removed by commands whose replies have not come.
    private var doomedInFlight: Int {
        expected.reduce(0) { if case .removal(let batch) = $1 { $0 + batch.doomed.count } else { $0 } }
    }

    /// A refusal stops the pass: nothing new is begun, and what is on its way is still counted.
    func refuse(_ error: RedisError) {
        if refusal == nil { refusal = error }
        isStopping = true
    }

    private func handle(_ item: InFlight) throws(PassFailure) {
        switch item {
        case .page: try takePage()
        case .values(let batch): takeValues(batch)
        case .fields(let batch): takeFields(batch)
        case .existence(let batch): takeExistence(batch)
        case .type: takeType()
        case .removal(let batch): takeRemoval(batch)
        case .indexType(let entries): takeIndexType(entries)
        case .indexRemoval: takeIndexRemoval()
        }
    }

    /// A batch to fill, with the memory of one that is done.
    func makeBatch() -> Batch { spare.popLast() ?? Batch() }

    /// Takes back a batch that is done.
    func recycle(_ batch: Batch) {
        batch.reset()
        spare.append(batch)
    }
}
