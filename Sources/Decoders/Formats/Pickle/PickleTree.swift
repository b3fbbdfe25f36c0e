/// Turns a pickle's graph into a tree. A node costs its elements and bytes each time it appears, so that a graph that
/// would unfold without end meets the limits; one that stands in itself is opaque there.
struct PickleTree {
    private let nodes: [PickleNode]
    private var budget: DecodingBudget
    /// The nodes that are being unfolded now.
    private var open: [Bool]

    init(_ nodes: [PickleNode], _ budget: DecodingBudget) {
        self.nodes = nodes
        self.budget = budget
        open = Array(repeating: false, count: nodes.count)
    }

    /// A node that stands inside `depth` others.
    mutating func value(_ index: PickleIndex, depth: Int) throws(DecodingFailure) -> DecodedValue {
        try budget.take()
        let node = Int(index)
        switch nodes[node] {
        case .plain(let value):
            if case .text(let text) = value { try budget.take(bytes: text.count) }
            return value
        case .global(let name): return .opaque(name)
        case .list, .tuple, .dictionary, .made: break
        }
        try budget.check(depth: depth)
        guard !open[node] else { return .opaque("cycle") }
        open[node] = true
        defer { open[node] = false }
        switch nodes[node] {
        case .list(let items), .tuple(let items): return .list(try values(items, depth + 1))
        case .dictionary(let pairs): return .map(try map(pairs, depth + 1))
        case .made(let instance): return try self.instance(instance, depth)
        case .plain, .global: throw .malformed
        }
    }

    private mutating func values(_ items: [PickleIndex], _ depth: Int) throws(DecodingFailure) -> [DecodedValue] {
        var values: [DecodedValue] = []
        values.reserveCapacity(DecodingBudget.room(for: items.count))
        for item in items { values.append(try value(item, depth: depth)) }
        return values
    }

    private mutating func map(_ pairs: [PickleIndex], _ depth: Int) throws(DecodingFailure) -> DecodedMap {
        var map = DecodedMap()
        map.reserve(DecodingBudget.room(for: pairs.count / 2))
        for place in stride(from: 0, to: pairs.count - 1, by: 2) {
            let key = try value(pairs[place], depth: depth)
            map.append(key, try value(pairs[place + 1], depth: depth))
        }
        return map
    }

    private mutating func instance(_ made: PickleInstance, _ depth: Int) throws(DecodingFailure) -> DecodedValue {
        let made = reconstructed(made) ?? made
        let given = try values(made.arguments, depth + 1)
        let pairs = try map(made.pairs, depth + 1)
        let items = try values(made.items, depth + 1)
        var all = try members(made.state, depth + 1)
        if let known = KnownPickleClass.value(made.name, given, state: all, items, pairs) { return known }
        guard made.making == .instance else { return .opaque(made.name) }
        if !given.isEmpty { all.append(.text("arguments"), .list(given)) }
        for entry in pairs.entries { all.append(entry.key, entry.value) }
        if !items.isEmpty { all.append(.text("items"), .list(items)) }
        try budget.take(bytes: made.name.utf8.count)
        return .object(className: made.name, members: all)
    }

    /// What the function makes that protocols 0 and 1 write instances with: `_reconstructor(class, base, content)`. Nil for
    /// any other.
    private func reconstructed(_ made: PickleInstance) -> PickleInstance? {
        guard made.name == "copy_reg._reconstructor" || made.name == "copyreg._reconstructor",
            made.arguments.count == 3,
            case .global(let name) = nodes[Int(made.arguments[0])]
        else { return nil }
        var instance = made
        instance.name = name
        instance.making = .instance
        instance.arguments = []
        switch nodes[Int(made.arguments[2])] {
        case .plain(.null): break
        case .dictionary(let pairs): instance.pairs = pairs + made.pairs
        case .list(let items): instance.items = items + made.items
        case .tuple(let items): instance.arguments = items
        default: instance.arguments = [made.arguments[2]]
        }
        return instance
    }

    /// The attributes that states set: of a dictionary, or of two in a tuple (PEP 307: the second is that of slots). A
    /// state of another kind stands as `state`.
    private mutating func members(_ states: [PickleIndex], _ depth: Int) throws(DecodingFailure) -> DecodedMap {
        var members = DecodedMap()
        for state in states {
            let value = try value(state, depth: depth)
            if case .list(let parts) = value, parts.count == 2,
                parts.allSatisfy({ if case .map = $0 { true } else { $0 == .null } })
            {
                for part in parts {
                    for entry in part.members?.entries ?? [] { members.append(entry.key, entry.value) }
                }
            } else if case .map(let map) = value {
                for entry in map.entries { members.append(entry.key, entry.value) }
            } else {
                members.append(.text("state"), value)
            }
        }
        return members
    }
}
