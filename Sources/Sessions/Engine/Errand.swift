/// Something to be done on whichever node of a cluster has the key now: a key that this node answered for with MOVED, ASK
/// or TRYAGAIN, or one that belongs to a session and lives elsewhere.
enum Errand: Sendable {
    /// A session's value is to be read and judged; once more, where it was read before and could not be removed.
    case session(key: [UInt8], fits: Bool, Origin, isSecondLook: Bool)
    /// A session ends by several commands.
    case ending(EndingCommands)
    /// A key that went with a session.
    case companion([UInt8])
    /// Removed sessions are to be taken out of an index.
    case index(IndexEntries)
}
