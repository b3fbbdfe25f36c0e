internal import Synchronization

/// What the workers of one operation, a worker on each node, remember together.
final class Findings: Sendable {
    private let state = Mutex((seen: SeenKeys(), known: SeenKeys()))
    /// What was removed, to look whether it comes back.
    private let removed = Mutex(RevokedKeys())
    /// What the indexes of the selected users list.
    let indexed = SeenKeys()

    /// The sessions that this pass has met, so that none counts twice.
    var seen: SeenKeys { state.withLock { $0.seen } }
    /// The sessions that passes before this one have met, kept from the first one on.
    var known: SeenKeys { state.withLock { $0.known } }

    /// A new pass begins: it has met nothing yet.
    func beginPass() { state.withLock { $0.seen = SeenKeys() } }

    /// What has been met is from now on what was there before.
    func keep() { state.withLock { $0.known = $0.seen } }

    /// Takes removed keys in.
    func remember(_ keys: KeyList) { removed.withLock { $0.append(keys) } }

    /// Takes one in.
    func remember(_ key: UnsafeRawBufferPointer) {
        var keys = KeyList()
        keys.append(key)
        remember(keys)
    }

    /// How many removed keys are remembered.
    var removedCount: Int { removed.withLock { $0.keys.count } }

    /// The removed keys that are remembered.
    var removedKeys: KeyList { removed.withLock { $0.keys } }
}
