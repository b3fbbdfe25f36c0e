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
    let findings: Findings
    let pace: Pace
    /// Sends a command for one key to the node that has it; nil where there is only this node.
    let elsewhere: ClusterErrands?
    var connection: RedisConnection
    /// The commands that were not sent yet.
    var commands = RedisCommandWriter()
    /// The reply that came last.
    var reply = ReplyReader()
    /// Called after each reply with the fraction of the key space that lies behind; true to stop.
    var checkpoint: (PassTally, Double) -> Bool = { _, _ in false }

    var mode = PassMode()
    var tally = PassTally()
    /// What has been asked and not yet been answered, in order.
    var expected: ArraySlice<InFlight> = []
    /// How far the scan has come, 0 to 1.
    var fraction = 0.0
    /// True once no new work is to be begun: it was cancelled, or the server refused something.
    var isStopping = false
    /// The first refusal.
    var refusal: RedisError?
    /// How many values are asked for in one command: fewer where they are large.
    var valuesAtOnce = Pace.largest
    /// How many batches of values have been asked for and have not come.
    var batchesAsked = 0
    /// What the scan has found and not yet asked for.
    var found = FoundKeys()
    /// The slots that this scan is about; nil for all.
    var wantedSlots: Set<Int>?
    /// The slots of keys for which this node sent us elsewhere.
    var redirectedSlots: Set<Int> = []
    /// What is left to be done on other nodes.
    var errands: [Errand] = []
    /// What the pass has met, kept here because each key asks for it.
    private(set) var seen: SeenKeys
    private(set) var known: SeenKeys
    private var spare: [Batch] = []

    /// Connects.
    init(
        layout: any SessionLayout, question: SessionQuestion, endpoint: RedisEndpoint, findings: Findings, pace: Pace,
        elsewhere: ClusterErrands?
    ) throws(RedisError) {
        self.layout = layout
        self.question = question
        reader = layout.reader(for: question)
        pattern = layout.keys.pattern
        self.endpoint = endpoint
        self.findings = findings
        self.pace = pace
        self.elsewhere = elsewhere
        seen = findings.seen
        known = findings.known
        connection = try RedisConnection(endpoint)
    }

    /// Sends one command outside of a pass and waits for its reply.
    func ask(_ arguments: [RedisArgument]) throws(RedisError) -> RedisReply { try connection.command(arguments) }

    /// Sends some commands outside of a pass and waits for their replies; refusals among them stay values.
    func ask(all commands: [[RedisArgument]]) throws(RedisError) -> [RedisReply] { try connection.pipeline(commands) }

    /// The same for a command about one key, its second argument, wherever the key is.
    func ask(forKey arguments: [RedisArgument]) throws(RedisError) -> RedisReply {
        try sendEach([arguments])[0].result.get()
    }
}

// MARK: - Passes

extension SessionWorker {
    /// Begins a pass, or its part on this node: its numbers start at nothing.
    func begin(_ mode: PassMode) {
        self.mode = mode
        tally = PassTally()
        seen = findings.seen
        known = findings.known
        expected = []
        errands = []
        redirectedSlots = []
        isStopping = false
        refusal = nil
    }

    /// Goes through the whole key space, or through the keys of some slots.
    func scan(slots: Set<Int>? = nil) throws(PassFailure) {
        wantedSlots = slots
        found = FoundKeys()
        batchesAsked = 0
        fraction = 0
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
                while next < range.upperBound, batch.keys.count < Pace.largest {
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
        if mustRunErrands, expected.isEmpty { try runErrands() }
        if !isStopping, !mustRunErrands { feed() }
        if !isStopping, checkpoint(tally, fraction) {
            isStopping = true
            tally.wasCancelled = true
        }
        try flush()
        if isCluster, errands.count >= ClusterErrands.many { try runErrands() }
    }

    private func finish() throws(PassFailure) {
        if !isStopping { try runErrands() }
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
    var doomedInFlight: Int {
        expected.reduce(0) { count, item in
            switch item {
            case .removal(_, let span): count + span.count
            case .ending(_, decides: true): count + 1
            default: count
            }
        }
    }

    /// A refusal stops the pass: nothing new is begun, and what is on its way is still counted.
    func refuse(_ error: RedisError) {
        if refusal == nil { refusal = error }
        isStopping = true
    }

    private func handle(_ item: InFlight) throws(PassFailure) {
        switch item {
        case .page: try takePage()
        case .values(let batch, let span): takeValues(batch, span)
        case .fields(let batch, let index): takeFields(batch, index)
        case .existence(let batch, let span): takeExistence(batch, span)
        case .type: takeType()
        case .removal(let batch, let span): takeRemoval(batch, span)
        case .ending(let batch, let decides): takeEnding(batch, decides: decides)
        case .companions: takeCompanions()
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
