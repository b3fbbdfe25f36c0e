/// A Python pickle, protocols 0 to 5. Tuples and sets are lists, dictionaries maps; instances are kept as the name of
/// their class and their attributes; dates, decimals, UUIDs and the usual containers are known. What any other function
/// would have returned is opaque. Nothing is imported, constructed or called.
struct PickleDecoder: ValueDecoder {
    var name: String { Decoding.pickle.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        var machine = try PickleMachine(bytes, limits)
        let root = try machine.run()
        guard machine.cursor.isAtEnd else { throw .trailingBytes }
        var tree = PickleTree(machine.nodes, try DecodingBudget(limits, for: bytes))
        return try tree.value(root, depth: 0)
    }
}
