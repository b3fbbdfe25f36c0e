/// A reply that is still to come, in the order of the commands, and what it belongs to.
enum InFlight {
    /// A page of SCAN.
    case page
    /// The values of a batch: one MGET.
    case values(Batch)
    /// The fields of a batch's hashes: one HMGET for each key.
    case fields(Batch)
    /// How many of a batch's keys exist.
    case existence(Batch)
    /// What type a key is whose value did not come.
    case type
    /// How many of a batch's doomed keys were removed.
    case removal(Batch)
    /// What type the index of a user is, from which sessions are to be taken out.
    case indexType(IndexEntries)
    /// How many entries were taken out.
    case indexRemoval
}

/// Entries to be taken out of one index.
struct IndexEntries {
    /// The index's key.
    let index: [UInt8]
    /// The entries in each form that an application may have written: the id, the whole key.
    let members: [[UInt8]]
}
