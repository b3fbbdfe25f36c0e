/// The values of a stream that later parts of it can name by their number. A value that is named again costs its elements
/// again, and one that is still being read is opaque there: it stands in itself.
struct SharedValues {
    private enum Entry {
        case open
        case done(DecodedValue, elements: Int, height: Int)
    }

    private var entries: [Entry] = []
    /// The deepest that was reached since the innermost open value began.
    private var deepest = 0

    var count: Int { entries.count }

    /// Gives a number to a value that has no parts.
    mutating func add(_ value: DecodedValue) { entries.append(.done(value, elements: 1, height: 0)) }

    /// What has to be remembered while a value with parts is read.
    struct Opening {
        fileprivate let number: Int
        fileprivate let elements: Int
        fileprivate let depth: Int
        fileprivate let deepest: Int
    }

    /// Gives the next number to a value whose parts follow.
    mutating func open(_ budget: DecodingBudget, depth: Int) -> Opening {
        entries.append(.open)
        defer { deepest = depth }
        return Opening(number: entries.count - 1, elements: budget.elements, depth: depth, deepest: deepest)
    }

    /// Says what that value is, and returns it.
    mutating func close(_ opening: Opening, _ value: DecodedValue, _ budget: DecodingBudget) -> DecodedValue {
        entries[opening.number] = .done(
            value, elements: budget.elements - opening.elements + 1, height: deepest - opening.depth)
        deepest = max(deepest, opening.deepest)
        return value
    }

    /// The value of a number, at a depth.
    mutating func value(
        _ number: Int, _ budget: inout DecodingBudget, depth: Int
    ) throws(DecodingFailure) -> DecodedValue {
        guard entries.indices.contains(number) else { throw .malformed }
        guard case .done(let value, let elements, let height) = entries[number] else { return .opaque("cycle") }
        try budget.take(elements: elements)
        if height > 0 { try budget.check(depth: depth + height - 1) }
        deepest = max(deepest, depth + height)
        if case .text(let text) = value { try budget.share(text) }
        return value
    }
}
