/// What one pass over a store counted.
struct PassTally: Sendable, Equatable {
    /// Sessions that were read, undecodable ones among them.
    var examined = 0
    /// Different sessions that were meant.
    var matched = 0
    /// Sessions that were removed, by the server's word.
    var removed = 0
    /// Values that could not be read and that may be meant.
    var undecodable = 0
    /// What interrupted saves left, and nobody can use.
    var remains = 0
    /// Keys that have the form of a session's and are of another type.
    var otherType = 0
    /// Keys that begin as a session's does and whose rest is no id.
    var neighbours = 0
    /// Neighbours whose values read like sessions that are meant: left alone, and to be looked at.
    var suspects = 0
    /// Matching sessions that no earlier pass had met.
    var fresh = 0
    /// Of a sample of sessions, those that were looked through for a user, and those that named one.
    var sampled = 0
    var named = 0
    /// Matching sessions that the index of their user did not list.
    var unindexed = 0
    /// Entries of indexes without a session.
    var stale = 0
    /// Entries of indexes whose session names somebody else.
    var misfiled = 0
    /// Commands on indexes, and on what goes with sessions, that the server refused.
    var indexRefusals = 0
    /// Sessions that are meant by all else and spared by their id.
    var kept = 0
    /// Entries that could not be taken out of an index.
    var unmended = 0
    /// Sessions that were to be removed by commands whose replies were lost with the connection.
    var unconfirmed = 0
    /// How often a node was lost, and its part begun anew.
    var losses = 0
    /// True where slots of a cluster moved all the time, so that some may never have been looked at.
    var isUnsettled = false
    /// True where it was stopped before its end.
    var wasCancelled = false

    /// Takes another node's or another step's numbers in.
    mutating func add(_ other: PassTally) {
        examined += other.examined
        matched += other.matched
        removed += other.removed
        undecodable += other.undecodable
        remains += other.remains
        otherType += other.otherType
        neighbours += other.neighbours
        suspects += other.suspects
        fresh += other.fresh
        sampled += other.sampled
        named += other.named
        unindexed += other.unindexed
        stale += other.stale
        misfiled += other.misfiled
        indexRefusals += other.indexRefusals
        kept += other.kept
        unmended += other.unmended
        unconfirmed += other.unconfirmed
        losses += other.losses
        isUnsettled = isUnsettled || other.isUnsettled
        wasCancelled = wasCancelled || other.wasCancelled
    }

    /// What counts of a part that is begun anew: what was removed. What is left is met again.
    func begunAnew(unconfirmed lost: Int) -> PassTally {
        var rest = self
        rest.examined = removed
        (rest.undecodable, rest.otherType, rest.neighbours, rest.suspects, rest.kept) = (0, 0, 0, 0, 0)
        (rest.sampled, rest.named) = (0, 0)
        rest.unconfirmed += lost
        rest.losses += 1
        return rest
    }

    /// True where sessions were looked through for a user and none named one: then the layout looks in the wrong place.
    var findsNoUsers: Bool { sampled > 0 && named == 0 }
}
