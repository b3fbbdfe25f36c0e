/// How an application keeps its sessions in Redis: the form of the keys, how values are fetched and read, and what
/// else belongs to a session. One file for each; `LayoutPresets` lists those that have a name.
protocol SessionLayout: Sendable {
    /// The name in `layout:`.
    var name: String { get }
    /// The form of the keys.
    var keys: KeyTemplate { get }
    /// Where users and roles stand in a value.
    var fields: SessionFields { get }
    /// The application's list of a user's sessions.
    var index: SessionIndex? { get }
    /// How a session is taken away.
    var removal: SessionRemoval { get }
    /// What lets a revoked user in all the same.
    var fallback: SessionFallback? { get }
    /// Whether sessions have fields by which they can be selected.
    var hasFields: Bool { get }

    /// A reader that answers one question. It keeps buffers: one for each connection.
    func reader(for question: SessionQuestion) -> any SessionReader
}

extension SessionLayout {
    var index: SessionIndex? { nil }
    var removal: SessionRemoval { .unlink(companions: []) }
    var fallback: SessionFallback? { nil }
    var hasFields: Bool { true }
}
