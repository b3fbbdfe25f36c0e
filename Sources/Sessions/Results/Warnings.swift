internal import Basics

/// What a responder should know besides the numbers, in sentences.
enum Warnings {
    /// What a revocation found out.
    struct Facts {
        let first: PassTally
        let again: PassTally
        /// The pass that counted again; nil where none was finished.
        let recount: PassTally?
        let cutoff: CutoffOutcome
        var replicas = ReplicaOutcome.notAsked
        /// What may take the cut-off away.
        var durability: [String] = []
        let includesUndecodable: Bool
        let wasCancelled: Bool
        /// Whether something besides Redis lets revoked users in.
        var hasFallback = false
        /// What the store holds, where no key had the form of a session; nil otherwise.
        var nearMisses: NearMisses?

        /// Nothing that was meant is left, nothing unreadable may hide one, and nothing was left out.
        var isVerified: Bool {
            guard let recount, !wasCancelled, recount.matched == 0, recount.undecodable == 0, recount.suspects == 0,
                !first.findsNoUsers, !recount.isUnsettled, !hasFallback, nearMisses == nil
            else { return false }
            if case .refused = cutoff { return false }
            return replicas == .notAsked || replicas == .enough
        }
    }

    /// For counts, listings and plans.
    static func ofReading(_ tally: PassTally, _ store: SessionStore, _ selector: SessionSelector?) -> [String] {
        var all = ofPass(tally, store, selector)
        if tally.wasCancelled { all.append("it was stopped before the end: the numbers are lower bounds") }
        if tally.unindexed > 0 {
            all.append("the index does not list \(sessions(tally.unindexed)) of the selected users")
        }
        if tally.stale > 0 { all.append("the index has \(entries(tally.stale)) without a session") }
        if let selector, let fallback = store.layout.fallback { all.append(fallback.warning(for: selector)) }
        return all
    }

    /// For a receipt.
    static func ofRevocation(_ facts: Facts, _ store: SessionStore, _ selector: SessionSelector) -> [String] {
        var all = ofPass(facts.first, store, selector)
        let first = facts.first
        if let near = facts.nearMisses { all.append(ofNothing(near, store)) }
        if facts.wasCancelled { all.append("it was stopped before the end: sessions may be left") }
        if first.undecodable > 0 && !facts.includesUndecodable && !facts.wasCancelled {
            all.append("values that could not be read were left alone: they may belong to sessions that were meant")
        }
        if let recount = facts.recount, recount.matched > 0 {
            all.append("\(sessions(recount.matched)) came back and must be revoked again")
        }
        if facts.again.fresh > 0 {
            all.append(
                "\(sessions(facts.again.fresh)) appeared under new ids after the first pass: whoever is meant can "
                    + "still sign in")
        }
        if first.unindexed > 0 {
            all.append(
                "the index did not list \(sessions(first.unindexed)) of the selected users; revoked all the same")
        }
        if first.stale > 0 { all.append("\(entries(first.stale)) without a session removed from the index") }
        if facts.first.unmended + facts.again.unmended > 0 {
            all.append(
                "\(entries(first.unmended + facts.again.unmended)) without a session left in the index: it is a list of JSON that could "
                    + "not be rewritten safely")
        }
        all += ofServers(facts)
        if let fallback = store.layout.fallback { all.append(fallback.warning(for: selector)) }
        if case .refused(let code) = facts.cutoff {
            all.append("the cut-off could not be set (\(code.printable)): tokens of the selected users still work")
        }
        if facts.cutoff == .notSet, let cutoff = store.cutoff, cutoff.keys(for: selector) == nil {
            all.append(noCutoff(selector))
        }
        return all
    }

    /// Why none was set.
    private static func noCutoff(_ selector: SessionSelector) -> String {
        if selector.all { return "no cut-off was set: tokens still work" }
        return selector.hasConditions
            ? "no cut-off was set: it works by user, and other conditions were given"
            : "no cut-off was set: it would refuse the tokens of the sessions that are kept, too"
    }

    /// That no key has the form of a session, where a cut-off is set all the same.
    static func ofNothing(_ near: NearMisses, _ store: SessionStore) -> String {
        "no key has the form \(store.keyPattern.printable) (\(near.description)): no session was looked at, the cut-off "
            + "concerns tokens alone; where there should be sessions, \(near.hint)"
    }

    /// What happened to the servers meanwhile.
    private static func ofServers(_ facts: Facts) -> [String] {
        var all: [String] = []
        let passes = [facts.first, facts.again] + (facts.recount.map { [$0] } ?? [])
        let losses = passes.reduce(0) { $0 + $1.losses }
        // Of what was asked for and not confirmed, the part that was not met again.
        let unconfirmed = min(passes.reduce(0) { $0 + $1.unconfirmed }, facts.first.matched - facts.first.removed)
        if losses > 0 {
            all.append(
                "the connection to a server was lost \(losses == 1 ? "once" : "\(losses) times") or it could not serve for "
                    + "a while; its part was begun anew")
        }
        if unconfirmed > 0 {
            all.append(
                "of \(sessions(unconfirmed)) the answer to the removal was lost: they are gone, and not among those that "
                    + "are counted as revoked")
        }
        if passes.contains(where: \.isUnsettled) {
            all.append("slots of the cluster moved all the time: sessions in them may never have been looked at")
        }
        switch facts.replicas {
        case .notAsked, .enough: break
        case .tooFew(let count, let wanted):
            all.append(
                "only \(count) of \(wanted) replicas have the removals: after a failover the sessions may be back")
        case .refused: all.append("the server does not say whether its replicas have the removals (WAIT)")
        }
        return all + facts.durability
    }

    private static func ofPass(_ tally: PassTally, _ store: SessionStore, _ selector: SessionSelector?) -> [String] {
        var all: [String] = []
        let pattern = store.keyPattern.printable
        if tally.matched == 0, let selector, !selector.all { all.append("no session was found for \(selector)") }
        if tally.findsNoUsers {
            all.append("no session names a user where the layout looks for one: check the layout's 'user'")
        }
        if tally.kept > 0 { all.append("\(sessions(tally.kept)) of those that were meant spared by id") }
        if tally.undecodable > 0 { all.append("\(tally.undecodable) values could not be read") }
        if tally.remains > 0 {
            all.append(
                "\(tally.remains) of the keys \(pattern) are what interrupted saves left: nobody gets in by them, and the "
                    + "application may fail on them until they expire; --all --include-undecodable removes them")
        }
        if tally.suspects > 0 {
            all.append(
                "\(keys(tally.suspects)) beside \(pattern) read like sessions that are meant, and were left alone: "
                    + "where ids hold ':', write the layout's key with {id*}")
        }
        if tally.otherType > 0 {
            all.append("\(keys(tally.otherType)) of the form \(pattern) are of another type and were left alone")
        }
        if tally.misfiled > 0 {
            all.append("the index lists \(sessions(tally.misfiled)) that name somebody else; they were left alone")
        }
        if tally.indexRefusals > 0 {
            all.append("the server refused \(tally.indexRefusals) commands on indexes and on what goes with sessions")
        }
        return all
    }

    private static func sessions(_ count: Int) -> String { count == 1 ? "1 session" : "\(count) sessions" }
    private static func entries(_ count: Int) -> String { count == 1 ? "1 entry" : "\(count) entries" }
    private static func keys(_ count: Int) -> String { count == 1 ? "1 key" : "\(count) keys" }
}
