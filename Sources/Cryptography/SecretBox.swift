/// A secret that several owners share: in arrays, closures and copyable values. It shows nothing of itself.
public final class SecretBox: Sendable {
    private let secret: Secret

    /// Takes the secret over.
    public init(_ secret: consuming Secret) { self.secret = secret }

    /// Lends the secret to a closure.
    public func withSecret<R: ~Copyable, E: Error>(_ body: (borrowing Secret) throws(E) -> R) throws(E) -> R {
        try body(secret)
    }
}

extension SecretBox: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A fixed text; not even the length is told.
    public var description: String { "SecretBox" }
    /// The same fixed text.
    public var debugDescription: String { description }
    /// No children, so that `dump` and `Mirror` find nothing.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .class) }
}
