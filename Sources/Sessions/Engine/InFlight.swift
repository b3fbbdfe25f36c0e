/// A reply that is still to come, in the order of the commands, and what it belongs to. Of a batch it may be about some
/// keys only: a command of a cluster names keys of one slot.
enum InFlight {
    /// A page of SCAN.
    case page
    /// Values of a batch: one MGET.
    case values(Batch, Range<Int>)
    /// The fields of one of a batch's hashes: one HMGET for each key.
    case fields(Batch, Int)
    /// How many of a batch's keys exist.
    case existence(Batch, Range<Int>)
    /// What type a key is whose value did not come.
    case type
    /// How many of a batch's doomed keys were removed.
    case removal(Batch, Range<Int>)
    /// The reply to one of the commands that end a session, and whether it is the one that decides.
    case ending(Batch, decides: Bool)
    /// Keys that go with removed sessions were removed.
    case companions
    /// What type the index of a user is, from which sessions are to be taken out.
    case indexType(IndexEntries)
    /// How many entries were taken out.
    case indexRemoval
}

/// Sessions to be taken out of one index.
struct IndexEntries: Sendable {
    /// The index's key.
    let index: [UInt8]
    /// The sessions' keys.
    let keys: [[UInt8]]
}
