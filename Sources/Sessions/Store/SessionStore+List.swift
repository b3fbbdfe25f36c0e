extension SessionStore {
    /// Lists whose sessions a selector means, or everybody's, those with most first, at most `limit` users with at
    /// most `fingerprints` fingerprints each. Reads only.
    public func list(
        _ selector: SessionSelector? = nil, limit: Int = 100, fingerprints: Int = 5
    ) throws(SessionsError) -> SessionListing {
        throw .selector("not built yet", hint: nil)
    }
}
