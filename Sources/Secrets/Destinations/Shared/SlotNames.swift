internal import Configuration

/// The names of a destination's places, as `key`, `previousKey` and `nextKey`: what holds the current value, and where
/// there is room, the previous one and the next one.
enum SlotNames {
    /// Reads `NAME`, `previousName` and `nextName` out of a mapping. No two of them may be the same.
    static func decode<Place: Sendable>(
        _ name: String, _ mapping: inout ConfigurationMapping, at node: ConfigurationNode,
        _ read: (ConfigurationNode) throws(ConfigurationError) -> Place, identity: (Place) -> String?
    ) throws(ConfigurationError) -> [DestinationSlot: Place] {
        let suffix = name.prefix(1).uppercased() + name.dropFirst()
        var places: [DestinationSlot: Place] = [.current: try read(mapping.required(name))]
        if let previous = mapping.optional("previous" + suffix) { places[.previous] = try read(previous) }
        if let next = mapping.optional("next" + suffix) { places[.next] = try read(next) }
        let names = places.values.compactMap(identity)
        guard Set(names).count == names.count else {
            throw node.failure(
                "'\(node.path)' uses one \(name) twice",
                hint: "\(name), previous\(suffix) and next\(suffix) must differ")
        }
        return places
    }

    /// The same for names that are plain text.
    static func decode(
        _ name: String, _ mapping: inout ConfigurationMapping, at node: ConfigurationNode,
        _ check: (String, ConfigurationNode) throws(ConfigurationError) -> Void = { _, _ in }
    ) throws(ConfigurationError) -> [DestinationSlot: String] {
        try decode(
            name, &mapping, at: node,
            { item throws(ConfigurationError) in
                let text = try item.string()
                guard !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                    throw item.failure("'\(item.path)' should be a name without control characters")
                }
                try check(text, item)
                return text
            }, identity: { $0 })
    }
}
