internal import Basics
internal import Cryptography

/// A destination that holds texts with a value in them: filled on the way there, taken out on the way back.
struct TemplatedDestination: Destination {
    let base: any Destination
    let template: ValueTemplate

    var name: String { base.name }
    var format: ValueFormat { base.format }
    var slots: Set<DestinationSlot> { base.slots }
    var caveats: [String] { base.caveats }
    var isVerifier: Bool { base.isVerifier }
    var restartsConsumers: Bool { base.restartsConsumers }

    func read() throws -> DestinationValues { try values(base.read()) }

    func check(_ change: DestinationChange) throws {
        _ = try read()
        try base.check(filled(change))
    }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        // The same value can be encoded in several ways: what the base is to hold is what it holds.
        let held = try base.read()
        guard try values(held).matches(expected) else { throw DestinationError.changedMeanwhile(name) }
        try base.write(filled(change), expecting: held)
    }

    func isUnfinished() throws -> Bool { try base.isUnfinished() }

    func shadow(in directory: String) throws -> (any Destination)? {
        try base.shadow(in: directory).map { TemplatedDestination(base: $0, template: template) }
    }

    private func filled(_ change: DestinationChange) -> DestinationChange {
        var filled = DestinationChange()
        for (slot, text) in change.texts {
            if let text {
                filled.set(slot, to: SecretBox(text.withSecret { template.filled(with: $0) }))
            } else {
                filled.clear(slot)
            }
        }
        return filled
    }

    private func values(_ held: DestinationValues) throws -> DestinationValues {
        var values = DestinationValues()
        for slot in DestinationSlot.allCases {
            guard let text = held[slot] else { continue }
            guard let value = text.withSecret({ template.value(in: $0) }) else {
                // Taking it for a value and writing it back into the template would destroy it.
                throw DestinationError.unreadable(
                    "the \(slot.rawValue) text there is not of the template",
                    hint: "make the template fit what stands there, or take that away")
            }
            values[slot] = SecretBox(value)
        }
        return values
    }
}
