extension DecodedValue {
    /// The value at a path of keys and positions: `["passport", "user"]`, `["items", "0", "id"]`.
    ///
    /// A step is a key by its text or its decimal digits, the name of a member, or a position in a list. Where no key is
    /// the step, steps joined by points are tried, so that a key with points in it, as Rails has them
    /// (`warden.user.user.key`), is found too. A step into something opaque leads to that opaque value: what would stand
    /// there is not known.
    public func value(at steps: [some StringProtocol]) -> DecodedValue? { value(at: steps[...]) }

    private func value(at steps: ArraySlice<some StringProtocol>) -> DecodedValue? {
        guard let step = steps.first else { return self }
        switch self {
        case .map(let members), .object(_, let members):
            if let found = members[step]?.value(at: steps.dropFirst()) { return found }
            guard steps.count > 1 else { return nil }
            var key = String(step)
            var rest = steps.dropFirst()
            while let next = rest.popFirst() {
                key += "." + next
                if let found = members[key]?.value(at: rest) { return found }
            }
            return nil
        case .list(let items):
            guard let position = Int(step), items.indices.contains(position) else { return nil }
            return items[position].value(at: steps.dropFirst())
        case .opaque: return self
        case .null, .boolean, .integer, .unsigned, .number, .text: return nil
        }
    }
}
