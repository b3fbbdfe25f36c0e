/// A selector with all that a reader needs to answer it; nil conditions hold for every session.
struct SessionQuestion: Sendable {
    /// The users meant; nil for anybody.
    let users: AcceptedTexts?
    /// The role meant; nil for any.
    let role: AcceptedTexts?
    /// The further fields that must hold.
    let matches: [(path: FieldPath, value: AcceptedTexts)]

    /// The question of a selector, or of none: every session.
    init(_ selector: SessionSelector?) {
        let users = selector?.users ?? []
        self.users = users.isEmpty ? nil : AcceptedTexts(users)
        role = selector?.role.map { AcceptedTexts([$0]) }
        matches = (selector?.matches ?? []).map { (FieldPath($0.field), AcceptedTexts([$0.value])) }
    }

    /// True where every session is meant.
    var isEverything: Bool { users == nil && role == nil && matches.isEmpty }
}
