/// What a pass does with the sessions that it finds.
struct PassMode {
    /// Whether it removes what is meant, or only counts.
    var removes = false
    /// Whether values that cannot be read are meant too.
    var includesUndecodable = false
    /// Whether it looks for what came back after a first pass.
    var isAgain = false
    /// Called with each session that is meant, for a listing; its key is lent.
    var visit: ((_ key: UnsafeRawBufferPointer, _ description: SessionDescription) -> Void)?
}
