internal import Basics

/// A selector with all that a reader needs to answer it; nil and empty conditions hold for every session.
struct SessionQuestion: Sendable {
    /// The users meant; nil for anybody.
    let users: AcceptedTexts?
    /// The role meant; nil for any.
    let role: AcceptedTexts?
    /// The further fields that must hold.
    let matches: [(path: FieldPath, value: AcceptedTexts)]
    /// The addresses of which one must hold; empty for any.
    let addresses: [IPRange]
    /// When it was created.
    let created: TimeWindow
    /// When it was used last.
    let lastSeen: TimeWindow
    /// What is spared.
    let keep: KeptSessions

    /// The question of a selector, or of none: every session.
    init(_ selector: SessionSelector?) {
        let users = selector?.users ?? []
        self.users = users.isEmpty ? nil : AcceptedTexts(users)
        role = selector?.role.map { AcceptedTexts([$0]) }
        matches = (selector?.matches ?? []).map { (FieldPath($0.field), AcceptedTexts([$0.value])) }
        addresses = selector?.addresses ?? []
        created = selector?.created ?? TimeWindow()
        lastSeen = selector?.lastSeen ?? TimeWindow()
        keep = selector?.keep ?? .none
    }

    /// True where every session is meant.
    var isEverything: Bool { users == nil && !hasConditions }

    /// Whether there is any condition besides users.
    var hasConditions: Bool {
        role != nil || !matches.isEmpty || !addresses.isEmpty || !created.isOpen || !lastSeen.isOpen
    }
}
