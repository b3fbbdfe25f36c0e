extension SessionStore {
    /// Counts the sessions that a selector means, or all. Reads only.
    public func count(_ selector: SessionSelector? = nil) throws(SessionsError) -> SessionCount {
        throw .selector("not built yet", hint: nil)
    }
}
