/// A command and the key that decides which server it goes to. All keys of a command must be in one slot of a cluster.
public struct RedisKeyedCommand: Sendable {
    /// Its name and its arguments.
    public let arguments: [RedisArgument]
    /// The slot of its key.
    public let slot: Int

    /// - Parameters:
    ///   - arguments: the name and the arguments.
    ///   - position: where in them the key stands, which must be there; with 0 for the name, 1 as in `GET key`.
    public init(_ arguments: [RedisArgument], keyAt position: Int = 1) {
        precondition(position > 0 && position < arguments.count, "the command has no key there")
        self.arguments = arguments
        slot =
            switch arguments[position] {
            case .bytes(let bytes): HashSlot.of(bytes)
            case .string(let text): HashSlot.of(text.utf8)
            case .integer(let number): HashSlot.of(String(number).utf8)
            }
    }

    /// A command for a slot that is known.
    public init(_ arguments: [RedisArgument], slot: Int) {
        precondition(!arguments.isEmpty && (0..<HashSlot.count).contains(slot), "a command has a name and a slot")
        self.arguments = arguments
        self.slot = slot
    }
}
