/// What a helper of the tests throws when it cannot do its part.
public struct TestFailure: Error, CustomStringConvertible {
    /// What went wrong.
    public let description: String

    /// A failure with a sentence.
    public init(_ description: String) { self.description = description }
}
