public import Basics
public import JSON

/// A place that holds flags: a file, a server. Each kind is one type in one file; all pass the same conformance tests.
///
/// A change is made in three steps, so that the state before it can be stored in between: `snapshot`, `prepare`, and
/// `write`, which is a compare-and-swap.
public protocol FlagSource: Sendable {
    /// Its name in the configuration.
    var name: String { get }

    /// The flags with their values, in the source's order. What is evidently something else than a flag, such as a
    /// password beside flags in one file, is left out.
    func list() throws(FlagsError) -> [FlagReading]

    /// The complete state of a flag; one that is not there is `absent` and no error. Throws for a name that this kind
    /// of source cannot have.
    func snapshot(_ flag: String) throws(FlagsError) -> FlagSnapshot

    /// The state that `write` would bring about if it wrote a value over `prior`; changes nothing. Throws where the
    /// source cannot hold the value or cannot be written to.
    func prepare(_ value: FlagValue, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot

    /// The state in which a share of the users have what a rollout brings, and the others what they have now; changes
    /// nothing. Each larger share over the state of a smaller one only adds users. Throws `cannotRollOut` where the flag
    /// has no shares, or where it is one that large already.
    func prepare(_ share: FlagShare, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot

    /// Brings a state about, a prepared one or an earlier snapshot, durably, if the flag's hash still is that of
    /// `expected`; reads it back. Throws `changed` where it is not, and then has changed nothing.
    @discardableResult
    func write(_ target: FlagSnapshot, expecting expected: FlagSnapshot) throws(FlagsError) -> FlagWrite

    /// What a flag comes to for each of several contexts: JSON objects that say who asks. Only a source with rules looks
    /// at them.
    func evaluate(
        _ flag: String, for contexts: [JSONValue], at now: Timestamp
    ) throws(FlagsError) -> [FlagEvaluation]
}

/// A flag as a source lists it.
public struct FlagReading: Sendable, Hashable {
    /// The flag's name.
    public let name: String
    /// Its value.
    public let value: FlagValue

    public init(name: String, value: FlagValue) {
        self.name = name
        self.value = value
    }
}

/// What came of a write.
public struct FlagWrite: Sendable, Hashable {
    /// The state that was read back.
    public let snapshot: FlagSnapshot
    /// What the user should know, a sentence each.
    public let warnings: [String]

    public init(snapshot: FlagSnapshot, warnings: [String] = []) {
        self.snapshot = snapshot
        self.warnings = warnings
    }
}

extension FlagSource {
    /// The value of a flag.
    public func get(_ flag: String) throws(FlagsError) -> FlagValue { try snapshot(flag).value }

    /// The same for everybody.
    public func evaluate(
        _ flag: String, for contexts: [JSONValue], at now: Timestamp
    ) throws(FlagsError) -> [FlagEvaluation] {
        let value = try get(flag)
        return contexts.map { _ in FlagEvaluation(flag: flag, value: value, variant: nil, reason: .fixed) }
    }

    /// Sets a flag if it still is as in a snapshot.
    @discardableResult
    public func set(_ value: FlagValue, over prior: FlagSnapshot) throws(FlagsError) -> FlagWrite {
        try write(prepare(value, over: prior), expecting: prior)
    }
}
