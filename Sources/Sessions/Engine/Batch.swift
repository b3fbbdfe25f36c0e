/// Why a session is looked at.
enum Origin: Sendable, Equatable {
    /// The scan came by it.
    case scan
    /// A user's index lists it.
    case index(user: String)
    /// It was revoked before.
    case watch
}

/// Some keys on their way: first asked for their values, then those that were meant removed.
final class Batch {
    /// The most keys in a command: larger ones gain nothing and make other clients wait (measured, issue 3's table).
    static let size = 100

    /// The keys that are asked for.
    var keys = KeyList()
    /// Whether each has the form of a session's key; the others are neighbours.
    var fits: [Bool] = []
    var origin = Origin.scan
    /// How many of the replies of a batch with one command for each key have come.
    var answered = 0
    /// The keys to be removed, and the user in whose index each of them may be listed.
    var doomed = KeyList()
    var owners: [String?] = []

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
        origin = .scan
        answered = 0
    }
}
