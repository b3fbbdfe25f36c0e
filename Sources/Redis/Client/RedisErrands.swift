/// Commands that are on their way to being answered.
struct RedisErrands {
    /// One command and what it has been through.
    struct Errand {
        /// Its place among the commands.
        let index: Int
        /// Where a node has sent it; nil for the one that the map says.
        var destination: RedisEndpoint.Address?
        /// Whether it goes there with an `ASKING`.
        var isAsking = false
        var redirections = 0
        var repetitions = 0
        var mayHaveRunUnseen = false
        /// Why it was not answered the last time.
        var last: RedisError?
    }

    let commands: [RedisKeyedCommand]
    /// Those that are not answered yet, in order.
    var pending: [Errand]
    private var done: [RedisAnswer?]

    init(_ commands: [RedisKeyedCommand]) {
        self.commands = commands
        pending = commands.indices.map { Errand(index: $0) }
        done = Array(repeating: nil, count: commands.count)
    }

    var isDone: Bool { pending.isEmpty }

    /// An errand, which is no longer pending, has come to its end.
    mutating func finish(_ errand: Errand, _ result: Result<RedisReply, RedisError>) {
        done[errand.index] = RedisAnswer(result: result, mayHaveRunUnseen: errand.mayHaveRunUnseen)
    }

    /// All that are pending have failed with this for now.
    mutating func remember(_ error: RedisError) {
        for index in pending.indices { pending[index].last = error }
    }

    /// All that are pending have failed for good: with this, or with what each failed with the last time.
    mutating func giveUp(_ error: RedisError? = nil) {
        for errand in pending {
            guard let error = error ?? errand.last else { continue }
            finish(errand, .failure(error))
        }
        pending = []
    }

    /// What became of each.
    /// - Parameter closed: the error of those that were never tried.
    func answers(closed: RedisError) -> [RedisAnswer] {
        done.map { $0 ?? RedisAnswer(result: .failure(closed), mayHaveRunUnseen: false) }
    }
}
