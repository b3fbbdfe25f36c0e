internal import JSON

/// flagd's `fractional`: users spread over variants by weight (core/pkg/evaluator/fractional.go). As long as the
/// variants' order and the total weight stay, more weight for one only adds users to it.
struct Fractional {
    let hashing: FlagdHashing
    /// The context, with `$flagd.flagKey`.
    let data: JSONObject

    /// The variant for the context; `null` where the arguments are not in order or nobody is named.
    func apply(_ arguments: [JSONValue]) -> JSONValue {
        var shares = arguments[...]
        guard let hash = hash(&shares) else { return .null }
        var weighted: [(variant: JSONValue, weight: UInt64)] = []
        for share in shares {
            guard let share = Self.share(share) else { return .null }
            weighted.append(share)
        }
        let total = weighted.reduce(0) { $0 + $1.weight }
        guard total > 0, total <= UInt64(Int32.max) else { return .null }
        let bucket = (UInt64(hash) * total) >> 32
        var end: UInt64 = 0
        for (variant, weight) in weighted {
            end += weight
            if bucket < end { return variant }
        }
        return .null
    }

    /// The hash of what users are told apart by: the first argument where it is no share, else flag and targeting key.
    private func hash(_ shares: inout ArraySlice<JSONValue>) -> UInt32? {
        guard let first = shares.first else { return nil }
        switch (hashing, first) {
        case (.text, .string(let text)):
            shares.removeFirst()
            return Murmur3.hash(Array(text.utf8))
        case (.text, .null): shares.removeFirst()
        case (.text, _), (.cbor, .array): break
        case (.cbor, .null): return nil
        case (.cbor, _):
            shares.removeFirst()
            return Murmur3.hash(CanonicalCBOR.encode(first))
        }
        guard let key = data["targetingKey"]?.stringValue, !key.isEmpty else { return nil }
        let flag = data["$flagd"]?["flagKey"]?.stringValue ?? ""
        switch hashing {
        case .text: return Murmur3.hash(Array((flag + key).utf8))
        case .cbor: return Murmur3.hash(CanonicalCBOR.encode([.string(flag), .string(key)]))
        }
    }

    /// `[variant]` or `[variant, weight]`: a whole number, 1 unless given; one below 0 counts as 0.
    private static func share(_ value: JSONValue) -> (variant: JSONValue, weight: UInt64)? {
        guard let items = value.arrayValue, (1...2).contains(items.count) else { return nil }
        switch items[0] {
        case .array, .object: return nil
        default: break
        }
        guard items.count == 2, items[1] != .null else { return (items[0], 1) }
        let number: Int64? =
            switch items[1] {
            case .integer(let number): number
            case .double(let number): Int64(exactly: number)
            default: nil
            }
        guard let number, number <= Int64(Int32.max) else { return nil }
        return (items[0], UInt64(max(0, number)))
    }
}
