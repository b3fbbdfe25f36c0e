internal import Basics
internal import Cryptography
internal import Synchronization

/// What stands in for a destination in a rehearsal: a copy of its file or, where there is none, memory. What the real
/// one would say beforehand of a change, it says.
struct ShadowDestination: Destination, DestinationDefinition {
    let real: any Destination
    /// A copy on disk; nil for one in memory.
    private let copy: (any Destination)?
    private let memory: ShadowMemory

    /// - Parameter directory: a private folder for copies.
    init(of real: any Destination, in directory: String) throws {
        self.real = real
        copy = try real.shadow(in: directory)
        memory = ShadowMemory(try real.read())
    }

    /// How reports call it.
    var kind: String { copy == nil ? "memory" : "copy" }
    /// How long writing and reading back has taken.
    var writing: Duration { memory.writing }

    var name: String { real.name }
    var places: [String] { [name] }
    var format: ValueFormat { real.format }
    var slots: Set<DestinationSlot> { real.slots }
    var caveats: [String] { real.caveats }
    var isVerifier: Bool { real.isVerifier }
    var restartsConsumers: Bool { real.restartsConsumers }

    func open(_ context: DestinationContext) throws -> any Destination { self }

    func read() throws -> DestinationValues { try memory.timed { try copy?.read() ?? memory.values } }

    func check(_ change: DestinationChange) throws { try real.check(change) }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        try memory.timed {
            if let copy { return try copy.write(change, expecting: expected) }
            guard memory.values.matches(expected) else { throw DestinationError.changedMeanwhile(name) }
            memory.values = memory.values.applying(change)
        }
    }
}

/// What a shadow holds, and what it has taken.
private final class ShadowMemory: Sendable {
    private let state: Mutex<(values: DestinationValues, writing: Duration)>

    init(_ values: DestinationValues) { state = Mutex((values, .zero)) }

    var values: DestinationValues {
        get { state.withLock { $0.values } }
        set { state.withLock { $0.values = newValue } }
    }
    var writing: Duration { state.withLock { $0.writing } }

    func timed<Value>(_ body: () throws -> Value) throws -> Value {
        let start = ContinuousClock.now
        defer {
            let taken = ContinuousClock.now - start
            state.withLock { $0.writing += taken }
        }
        return try body()
    }
}
