public import Basics
internal import Files
public import JSON

/// Flags in a file of flagd's. A flag's value is that of its default variant, which is what everybody gets to whom no
/// rule applies; a disabled flag is absent, since then the program's own default holds.
///
/// A value that is set holds for everybody: the rules are emptied and come back when the flag is restored. Only the
/// bytes that must change do; unknown members, order and layout stay.
public struct FlagdFlagSource: FlagSource {
    public let name: String
    /// The file.
    public let path: String
    /// How users are put into buckets by whoever reads the file.
    public let hashing: FlagdHashing

    /// Files are read up to this size, 16 MiB.
    private static let limit = 16 << 20

    public init(name: String, path: String, hashing: FlagdHashing = .text) {
        self.name = name
        self.path = path
        self.hashing = hashing
    }

    public func list() throws(FlagsError) -> [FlagReading] {
        let definitions = try read().definitions
        var flags: [FlagReading] = []
        for flag in definitions.names {
            flags.append(FlagReading(name: flag, value: try snapshot(flag, in: definitions).value))
        }
        return flags
    }

    public func snapshot(_ flag: String) throws(FlagsError) -> FlagSnapshot {
        try snapshot(flag, in: read().definitions)
    }

    public func prepare(_ value: FlagValue, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        try prepare(prior.flag) { definitions throws(FlagdEdit.Refusal) in
            try FlagdEdit.set(prior.flag, to: value, in: &definitions)
        }
    }

    /// By `fractional`, whose variants keep their order and their weights the sum of 100; rules that are there keep going
    /// before it.
    public func prepare(_ share: FlagShare, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        try prepare(prior.flag) { definitions throws(FlagdEdit.Refusal) in
            try FlagdShareEdit.set(prior.flag, to: share, in: &definitions)
        }
    }

    private func prepare(
        _ flag: String, _ edit: (inout FlagdDefinitions) throws(FlagdEdit.Refusal) -> Void
    ) throws(FlagsError) -> FlagSnapshot {
        try check { () throws(FilesError) in try AtomicFile.check(path) }
        var (definitions, _) = try read()
        do throws(FlagdEdit.Refusal) {
            try edit(&definitions)
        } catch {
            switch error {
            case .unsupported(let reason): throw .unsupportedValue(flag: flag, source: name, reason: reason)
            case .noShares(let reason): throw .cannotRollOut(flag: flag, source: name, reason: reason)
            case .file(let problem): throw .definitions(source: name, path: path, reason: problem.reason)
            }
        }
        return try snapshot(flag, in: definitions)
    }

    @discardableResult
    public func write(_ target: FlagSnapshot, expecting expected: FlagSnapshot) throws(FlagsError) -> FlagWrite {
        let flag = target.flag
        var (definitions, stamp) = try read()
        let current = try snapshot(flag, in: definitions)
        guard current.hash == expected.hash else {
            throw .changed(flag: flag, source: name, expected: expected.value, found: current.value)
        }
        let before = definitions.text.bytes
        try change { () throws(FlagdDefinitions.Problem) in
            if let raw = target.detail["raw"]?.stringValue {
                try definitions.put(Array(raw.utf8), as: flag)
            } else {
                try definitions.remove(flag)
            }
        }
        let bytes = definitions.text.bytes
        if bytes != before {
            try check { () throws(FilesError) in
                try AtomicFile.replace(path, with: bytes, ifUnchangedSince: stamp)
            }
        }
        let result = try snapshot(flag)
        guard result.content == target.content else { throw .notVerified(flag: flag, source: name) }
        let losesRules = Self.hasRules(expected) && !Self.hasRules(target)
        return FlagWrite(
            snapshot: result,
            warnings: losesRules && target.value != .absent
                ? ["the targeting of \(flag.printable) is set aside until the flag is restored"] : [])
    }

    /// What flagd would give: each context is an object with `targetingKey` and whatever the rules look at, and `now` is
    /// `$flagd.timestamp`.
    public func evaluate(
        _ flag: String, for contexts: [JSONValue], at now: Timestamp
    ) throws(FlagsError) -> [FlagEvaluation] {
        let (definitions, _) = try read()
        try FlagName.check(flag, source: name)
        guard let found = try change({ () throws(FlagdDefinitions.Problem) in try definitions.flag(flag) }) else {
            throw .unknownFlag(flag: flag, sources: [name])
        }
        let evaluator = FlagdEvaluator(definitions.text.value, hashing: hashing)
        var results: [FlagEvaluation] = []
        do throws(FlagdEvaluator.Problem) {
            for context in contexts { results.append(try evaluator.evaluate(found, for: context, at: now)) }
        } catch {
            throw .definitions(source: name, path: path, reason: error.reason(of: flag))
        }
        return results
    }

    // MARK: -

    private static func hasRules(_ snapshot: FlagSnapshot) -> Bool {
        snapshot.content["targeting"]?.objectValue?.isEmpty == false
    }

    private func read() throws(FlagsError) -> (definitions: FlagdDefinitions, stamp: FileStamp) {
        // The stamp comes first: what is changed after it is noticed when the file is replaced.
        let stamp = try check { () throws(FilesError) in try FileStamp(path) }
        let bytes = try check { () throws(FilesError) in try FileReader.read(path, limit: Self.limit) }
        let definitions = try change { () throws(FlagdDefinitions.Problem) in try FlagdDefinitions(parsing: bytes) }
        return (definitions, stamp)
    }

    private func snapshot(_ flag: String, in definitions: FlagdDefinitions) throws(FlagsError) -> FlagSnapshot {
        try FlagName.check(flag, source: name)
        let found = try change { () throws(FlagdDefinitions.Problem) in try definitions.flag(flag) }
        guard let found, let raw = definitions.raw(flag) else {
            return FlagSnapshot(flag: flag, value: .absent, content: .null)
        }
        return FlagSnapshot(
            flag: flag, value: found.value, content: found.definition,
            detail: ["raw": .string(String(decoding: raw, as: UTF8.self))])
    }

    private func check<Value>(_ body: () throws(FilesError) -> Value) throws(FlagsError) -> Value {
        do { return try body() } catch { throw .file(source: name, error) }
    }

    private func change<Value>(_ body: () throws(FlagdDefinitions.Problem) -> Value) throws(FlagsError) -> Value {
        do { return try body() } catch { throw .definitions(source: name, path: path, reason: error.reason) }
    }
}
