/// A session's value as the server sent it. Its memory is valid only while a reader looks at it.
enum StoredValue {
    /// A string.
    case text(UnsafeRawBufferPointer)
    /// The fields of a hash that the reader asked for, in that order; nil where the hash has no such field.
    case fields([UnsafeRawBufferPointer?])
}

/// How values are fetched.
enum ValueAccess: Sendable, Equatable {
    /// Strings, by MGET.
    case string
    /// Some fields of hashes, by HMGET.
    case hash(fields: [[UInt8]])
}

/// What a value says to a question.
enum SessionVerdict: Sendable {
    /// The session is meant.
    case match
    /// It is not.
    case noMatch
    /// The value cannot be read, and it may be meant.
    case undecodable
    /// It is what a session leaves for a while when it has ended: there is none any more.
    case ended
    /// It is what an interrupted save left: no session, nobody gets in by it, and the application may fail on it.
    case remains
}

/// Who stands in a session.
struct SessionDescription: Sendable, Equatable {
    /// The user; nil where it names nobody.
    let principal: String?
    /// Its roles.
    let roles: [String]
}

/// Reads the values of one layout and answers one question about each. It keeps buffers and belongs to one thread.
protocol SessionReader: AnyObject {
    /// How the values that it reads are fetched.
    var access: ValueAccess { get }
    /// Answers the question.
    func judge(_ value: StoredValue) -> SessionVerdict
    /// Who stands in the session; nil where the value cannot be read. Slower than `judge`.
    func describe(_ value: StoredValue) -> SessionDescription?
}
