internal import Redis

/// Why a session is looked at.
enum Origin: Sendable, Equatable {
    /// The scan came by it.
    case scan
    /// A user's index lists it.
    case index(user: String)
    /// It was revoked before, or has just been written.
    case watch
}

/// Some keys on their way: first asked for their values, then those that were meant removed.
final class Batch {
    /// The keys that are asked for.
    var keys = KeyList()
    /// Whether each has the form of a session's key; the others are neighbours.
    var fits: [Bool] = []
    var origin = Origin.scan
    /// How many replies are still to come before its next stage.
    var awaited = 0
    /// Whether any of its keys exists, where that was asked first.
    var existsAny = false
    /// Whether its keys were read before and are not to be counted as read again.
    var isSecondLook = false
    /// The keys to be removed, and the user in whose index each of them may be listed.
    var doomed = KeyList()
    var owners: [String?] = []
    /// How each of them ends, where that takes more than its removal.
    var endings: [EndingCommands] = []

    /// Takes a key.
    func append(_ key: UnsafeRawBufferPointer, fits isSession: Bool) {
        keys.append(key)
        fits.append(isSession)
    }

    /// Makes it as new, with its memory kept.
    func reset() {
        keys.removeAll()
        fits.removeAll(keepingCapacity: true)
        doomed.removeAll()
        owners.removeAll(keepingCapacity: true)
        endings.removeAll(keepingCapacity: true)
        origin = .scan
        awaited = 0
        existsAny = false
        isSecondLook = false
    }

    /// Puts keys of the same slot side by side.
    func sortBySlot() {
        let slots = keys.slots
        let order = slots.indices.sorted { slots[$0] < slots[$1] }
        var sorted = KeyList()
        for index in order { keys.withKey(index) { sorted.append($0) } }
        fits = order.map { fits[$0] }
        keys = sorted
    }
}

extension KeyList {
    /// The slot of each key in a cluster.
    var slots: [Int] { (0..<count).map { withKey($0) { HashSlot.of($0) } } }

    /// The stretches of keys that one command may name: all of them or, in a cluster, those that share a slot.
    func spans(bySlot: Bool) -> [Range<Int>] {
        guard bySlot else { return isEmpty ? [] : [0..<count] }
        var spans: [Range<Int>] = []
        var last = -1
        for (index, slot) in slots.enumerated() {
            if slot == last {
                spans[spans.count - 1] = spans[spans.count - 1].lowerBound..<(index + 1)
            } else {
                spans.append(index..<(index + 1))
                last = slot
            }
        }
        return spans
    }
}
