internal import Redis

/// Reads some values of a sample as a candidate's layout would.
struct LayoutTrial {
    /// What came of it.
    struct Outcome {
        let candidate: LayoutCandidate
        /// The keys of the sample that have its form, by their places.
        var fitting: [Int] = []
        /// The values that were looked at, those that are such sessions, and those that name a user.
        var read = 0
        var decoded = 0
        var named = 0

        var share: Double { read == 0 ? 0 : Double(decoded) / Double(read) }
    }

    /// So many values of each candidate are looked at.
    private static let values = 100
    private static let atOnce = 20
    /// In bytes; a longer value is left out.
    private static let longest = 64 << 10

    let sample: KeySample
    let workers: [SessionWorker]

    /// Tries a candidate; nothing is asked of the server where no key has its form.
    func run(_ candidate: LayoutCandidate) throws(RedisError) -> Outcome {
        var outcome = Outcome(candidate: candidate)
        for (place, entry) in sample.entries.enumerated() where entry.type == candidate.type {
            let isSession = entry.key.withUnsafeBytes { candidate.layout.keys.fit(of: $0) == .session }
            if isSession { outcome.fitting.append(place) }
        }
        let reader = candidate.layout.reader(for: SessionQuestion(nil))
        let marks = candidate.evidence?.reader(for: SessionQuestion(nil))
        try forEachValue(outcome.fitting, reader.access) { value in
            outcome.read += 1
            guard reader.judge(value) == .match, candidate.layout.hasFields || Self.isIdentifier(value) else { return }
            if let marks, marks.describe(value)?.principal == nil { return }
            outcome.decoded += 1
            if reader.describe(value)?.principal != nil { outcome.named += 1 }
        }
        return outcome
    }

    /// Whether a value may be a user's id and nothing else.
    private static func isIdentifier(_ value: StoredValue) -> Bool {
        guard case .text(let bytes) = value, bytes.count <= 64 else { return false }
        return bytes.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-_.@+|".utf8.contains(byte)
        }
    }

    /// A user who may not look is told so.
    private static func check(_ reply: RedisReply) throws(RedisError) {
        if case .error(let code, let message) = reply, code == "NOPERM" {
            throw .server(code: code, message: message)
        }
    }

    /// Lends some values, spread over all of the keys.
    private func forEachValue(
        _ places: [Int], _ access: ValueAccess, _ body: (StoredValue) -> Void
    ) throws(RedisError) {
        let step = max(1, places.count / Self.values)
        let chosen = stride(from: 0, to: places.count, by: step).prefix(Self.values).map { sample.entries[places[$0]] }
        for node in workers.indices {
            let entries = chosen.filter { $0.node == node }
            for start in stride(from: 0, to: entries.count, by: Self.atOnce) {
                let some = entries[start..<min(start + Self.atOnce, entries.count)].map(\.key)
                switch access {
                case .string: try lendStrings(some, on: workers[node], body)
                case .hash(let fields): try lendHashes(some, fields, on: workers[node], body)
                }
            }
        }
    }

    private func lendStrings(
        _ keys: [[UInt8]], on worker: SessionWorker, _ body: (StoredValue) -> Void
    ) throws(RedisError) {
        let end = RedisArgument.string(String(Self.longest))
        for reply in try worker.ask(all: keys.map { ["GETRANGE", .bytes($0), "0", end] }) {
            try Self.check(reply)
            // An empty value is an empty session in some formats, and says nothing.
            guard case .bulk(let bytes) = reply, !bytes.isEmpty, bytes.count <= Self.longest else { continue }
            bytes.withUnsafeBytes { body(.text($0)) }
        }
    }

    private func lendHashes(
        _ keys: [[UInt8]], _ fields: [[UInt8]], on worker: SessionWorker, _ body: (StoredValue) -> Void
    ) throws(RedisError) {
        let lengths = try worker.ask(
            all: keys.flatMap { key in fields.map { ["HSTRLEN", .bytes(key), .bytes($0)] } })
        for reply in lengths { try Self.check(reply) }
        let short = keys.indices.filter { index in
            lengths[(index * fields.count)..<((index + 1) * fields.count)]
                .allSatisfy { ($0.integerValue ?? 0) <= Int64(Self.longest) }
        }
        let replies = try worker.ask(all: short.map { ["HMGET", .bytes(keys[$0])] + fields.map { .bytes($0) } })
        for reply in replies {
            guard case .array(let values) = reply else { continue }
            StoredValue.withFields(values.map { if case .bulk(let bytes) = $0 { bytes } else { nil } }, body)
        }
    }
}

extension StoredValue {
    /// Lends the fields of a hash.
    static func withFields(_ fields: [[UInt8]?], _ body: (StoredValue) -> Void) {
        let bytes = fields.flatMap { $0 ?? [] }
        bytes.withUnsafeBytes { bytes in
            var start = 0
            let values = fields.map { field -> UnsafeRawBufferPointer? in
                guard let count = field?.count else { return nil }
                defer { start += count }
                return UnsafeRawBufferPointer(rebasing: bytes[start..<(start + count)])
            }
            body(.fields(values))
        }
    }
}
