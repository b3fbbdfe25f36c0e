internal import Basics

extension SessionStore {
    /// The question of a selector, or of none; refused where this layout cannot answer it.
    func question(_ selector: SessionSelector?) throws(SessionsError) -> SessionQuestion {
        guard let selector else { return SessionQuestion(nil) }
        try selector.check()
        if selector.role != nil && !layout.answers.role {
            throw .selector(
                "the layout of store '\(name.printable)' does not say where a session's role is",
                hint: "add 'role: FIELD' to the layout")
        }
        if !selector.matches.isEmpty && !layout.answers.fields {
            throw .selector(
                "the sessions of store '\(name.printable)' have no fields: their value is the user's id", hint: nil)
        }
        return SessionQuestion(selector)
    }
}
