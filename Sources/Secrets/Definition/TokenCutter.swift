public import Basics

/// Has the applications behind session stores refuse the tokens that were issued before. When that is to be done, the
/// rotation knows; what reaches the stores is given to the engine.
public protocol TokenCutter: Sendable {
    /// Throws where the store has no cut-off for everybody, or cannot be reached.
    func check(_ store: String) throws
    /// Sets the store's cut-off to now and reads it back. Done once more it is later, never earlier. Gives the instant.
    func cutOff(_ store: String) throws -> Timestamp
}

/// A store in which tokens are to be cut off, and since when they are. Stored as JSON.
struct CutoffRecord: Sendable {
    let store: String
    /// Tokens issued before are refused; nil until that is done.
    var at: Timestamp?
}
