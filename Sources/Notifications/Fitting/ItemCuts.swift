/// What was left out of a payload as a whole: facts, links, a checkpoint.
struct ItemCuts {
    private var counts: [String: (kept: Int, dropped: Int)] = [:]

    /// Notes that only so many of a part's items are there.
    mutating func note(_ part: String, kept: Int, of total: Int) {
        if kept < total { counts[part] = (kept, total - kept) }
    }

    /// Notes that one item more is left out, after which so many are there.
    mutating func leaveOut(_ part: String, kept: Int) {
        counts[part] = (kept, (counts[part]?.dropped ?? 0) + 1)
    }

    /// All of them, by the part's name.
    var all: [PayloadCut] {
        counts.sorted { $0.key < $1.key }.map { part, count in
            PayloadCut(part: part, unit: .items, kept: count.kept, dropped: count.dropped)
        }
    }
}
