/// Keys that a scan has found, in batches to be asked for.
struct FoundKeys {
    /// How many batches of values are on their way at once: with one the server waits more, more gain nothing (measured).
    static let batchesAtOnce = 2
    /// More than so many batches wait only where values come slower than keys do; the scan waits then.
    static let manyBatches = 4

    /// The batch that takes the next keys.
    var filling = Batch()
    /// The batches that are full.
    var full: [Batch] = []
    /// Where the scan goes on, while it waits.
    var heldCursor: UInt64?
    /// True once the last page has come.
    var isLast = false
}
