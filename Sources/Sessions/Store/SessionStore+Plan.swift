extension SessionStore {
    /// What `revoke` would do. Reads only.
    public func plan(
        _ selector: SessionSelector, includeUndecodable: Bool = false
    ) throws(SessionsError) -> RevocationPlan {
        throw .selector("not built yet", hint: nil)
    }
}
