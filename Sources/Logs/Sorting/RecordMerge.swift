/// Gives the records of several runs in order: a heap of the runs, the one with the earliest record on top.
struct RecordMerge {
    private var runs: [any RecordRun]
    private var heads: [(entry: RecordEntry, run: Int)] = []
    /// Whether the record on top was given out.
    private var isPending = false

    init(_ runs: [any RecordRun]) {
        self.runs = runs
        for (index, run) in runs.enumerated() {
            if let head = run.head { heads.append((head, index)) }
        }
        for index in stride(from: heads.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    /// The next record; its bytes are valid until the one after it is asked for. Nil at the end.
    mutating func next() throws -> (entry: RecordEntry, bytes: Bytes)? {
        if isPending { try advance() }
        guard let top = heads.first else { return nil }
        isPending = true
        return (top.entry, runs[top.run].bytes)
    }

    /// Hands the records on, in order.
    mutating func forEach(_ body: (RecordEntry, Bytes) throws -> Void) throws {
        while let (entry, bytes) = try next() { try body(entry, bytes) }
    }

    private mutating func advance() throws {
        isPending = false
        let run = runs[heads[0].run]
        try run.advance()
        if let next = run.head {
            heads[0].entry = next
        } else {
            heads[0] = heads[heads.count - 1]
            heads.removeLast()
        }
        sink(0)
    }

    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            var least = index
            for child in [index * 2 + 1, index * 2 + 2]
            where child < heads.count && RecordEntry.precedes(heads[child].entry, heads[least].entry) {
                least = child
            }
            guard least != index else { return }
            heads.swapAt(index, least)
            index = least
        }
    }
}
