internal import Basics

extension SessionStore {
    /// The question of a selector, or of none; refused where this layout cannot answer it.
    func question(_ selector: SessionSelector?) throws(SessionsError) -> SessionQuestion {
        guard let selector else { return SessionQuestion(nil) }
        try selector.check()
        if selector.hasConditions && !layout.hasFields {
            throw .selector(
                "the sessions of store '\(name.printable)' have no fields: their value is the user's id", hint: nil)
        }
        for (isAsked, fields, what, key) in [
            (selector.role != nil, layout.fields.role, "a session's role", "role"),
            (!selector.addresses.isEmpty, layout.fields.address, "the address of a session's client", "address"),
            (!selector.created.isOpen, layout.fields.created, "the time at which a session was created", "created"),
            (!selector.lastSeen.isOpen, layout.fields.lastSeen, "the time at which a session was last used", "lastSeen"),
        ] where isAsked && fields.isEmpty {
            throw .selector(
                "the layout of store '\(name.printable)' does not say where \(what) is",
                hint: "add '\(key): FIELD' to the layout")
        }
        return SessionQuestion(selector)
    }
}
