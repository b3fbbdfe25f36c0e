internal import Basics

/// Something besides Redis that lets a user in whose sessions were revoked: a table that the framework reads when Redis
/// has no session, or a cookie that it trusts for a while. A revocation is never the whole of it then.
struct SessionFallback: Sendable {
    /// What lets the user in, as a clause: `the table django_session still has the sessions`.
    let reason: String
    /// What finishes the job, with the selector's users where that can be said in it: a statement or a command.
    let remedy: @Sendable (SessionSelector) -> String

    /// For a receipt and for a plan.
    func warning(for selector: SessionSelector) -> String { "\(reason); to finish: \(remedy(selector))" }

    /// ` WHERE column IN (…)` with the selector's users; nothing where everybody is meant. Conditions that Redis alone can
    /// decide leave a place to fill in, so that the statement as it is printed never means more than was selected.
    static func condition(on column: String, _ selector: SessionSelector) -> String {
        if selector.all {
            return selector.keep.isEmpty ? "" : " WHERE \(column) NOT IN (/* the users whose sessions are kept */)"
        }
        let users = selector.isUsersOnly ? literals(selector.users) : "/* the users who are meant */"
        return " WHERE \(column) IN (\(users))"
    }

    /// Texts as a list of SQL string literals (ISO 9075, quotes doubled), for `IN (…)`. Control characters, which a
    /// terminal would act on, are not printed.
    static func literals(_ texts: [String]) -> String {
        texts.map { "'" + $0.printable.replacing("'", with: "''") + "'" }.joined(separator: ", ")
    }
}
