/// Where a field stands in a session's value: `passport.user` is the member `user` of the member `passport`.
struct FieldPath: Sendable, Hashable {
    /// The path as it was written; where sessions are hashes, the name of a field.
    let text: String
    /// Its steps.
    let steps: [String]

    /// A path from its dotted text.
    init(_ text: String) {
        self.text = text
        steps = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }
}

/// Where a layout keeps what selectors ask for. Of several paths for the user the first one that leads to a text, a
/// number or a truth value counts; a role counts wherever it stands.
struct SessionFields: Sendable, Hashable {
    /// Where the user stands; never empty.
    var user: [FieldPath]
    /// Where the roles stand; empty where the layout does not say.
    var role: [FieldPath]

    /// Fields from dotted paths.
    init(user: [String], role: [String]) {
        self.user = user.map(FieldPath.init)
        self.role = role.map(FieldPath.init)
    }
}
