public import Cryptography

/// One of the places for values at a destination.
public enum DestinationSlot: String, Sendable, Codable, CaseIterable {
    /// What consumers use.
    case current
    /// What they still accept.
    case previous
    /// What they will use, published ahead.
    case next
}

/// What a destination holds, as text in its own format; nil where a slot is empty or the destination has none.
public struct DestinationValues: Sendable {
    private var texts: [DestinationSlot: SecretBox] = [:]

    /// Nothing in any slot.
    public init() {}

    /// The text of a slot.
    public subscript(slot: DestinationSlot) -> SecretBox? {
        get { texts[slot] }
        set { texts[slot] = newValue }
    }

    /// Whether both hold the same, compared in constant time.
    public func matches(_ other: DestinationValues) -> Bool {
        DestinationSlot.allCases.allSatisfy { slot in
            switch (self[slot], other[slot]) {
            case (nil, nil): true
            case (let left?, let right?): left.withSecret { left in right.withSecret { left.matches($0) } }
            default: false
            }
        }
    }

    /// What it holds after a change.
    public func applying(_ change: DestinationChange) -> DestinationValues {
        var values = self
        for (slot, text) in change.texts { values[slot] = text }
        return values
    }
}

/// What is to be different at a destination: slots that are not named stay as they are.
public struct DestinationChange: Sendable {
    /// The new text of a slot; nil inside to empty it.
    public private(set) var texts: [DestinationSlot: SecretBox?] = [:]

    /// No change.
    public init() {}

    /// Fills a slot.
    public mutating func set(_ slot: DestinationSlot, to text: SecretBox) { texts.updateValue(text, forKey: slot) }
    /// Empties a slot.
    public mutating func clear(_ slot: DestinationSlot) { texts.updateValue(nil, forKey: slot) }
    /// Leaves only what a destination has slots for.
    public func limited(to slots: Set<DestinationSlot>) -> DestinationChange {
        var change = self
        change.texts = texts.filter { slots.contains($0.key) }
        return change
    }
}

/// A place to which a secret is written. Writing is all or nothing, and does nothing where somebody else wrote in
/// between; undoing is writing back what was there. Reading back is the engine's work: it never trusts a write.
public protocol Destination: Sendable {
    /// How receipts name it.
    var name: String { get }
    /// How values stand there.
    var format: ValueFormat { get }
    /// What it has room for; `current` always.
    var slots: Set<DestinationSlot> { get }
    /// What its users should know of it whenever a value is promoted there, each in a few words.
    var caveats: [String] { get }

    /// Whether it decides what is accepted, as the list of a server's passwords or a key set does, and is not where consumers read
    /// what to use. It is given a new value before they are, and an old one is taken from it after them.
    var isVerifier: Bool { get }
    /// Whether a write has its consumers started again, so that they hold what it holds.
    var restartsConsumers: Bool { get }

    /// What it holds now. Throws where it cannot be read or is ambiguous.
    func read() throws -> DestinationValues
    /// Throws what `write` would throw, as far as can be known without changing anything.
    func check(_ change: DestinationChange) throws
    /// Applies a change in one step, durably, provided that it still holds `expected`; throws an error of status busy
    /// where it does not.
    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws
    /// Whether a write of it was begun and not finished, though it may read as if it were: it is to be done again.
    func isUnfinished() throws -> Bool
    /// The same with copies of its files in a private folder, for rehearsals; nil where it has no files of its own.
    func shadow(in directory: String) throws -> (any Destination)?
}

extension Destination {
    func shadow(in directory: String) throws -> (any Destination)? { nil }
    var caveats: [String] { [] }
    var isVerifier: Bool { false }
    var restartsConsumers: Bool { false }
    func isUnfinished() throws -> Bool { false }
}
