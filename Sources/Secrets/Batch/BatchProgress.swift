/// How far many rotations that are done together have come.
public struct BatchProgress: Sendable {
    /// What is being done to all of them.
    public enum Stage: String, Sendable {
        case checking, making, storing, writing, promoting, reloading, retiring
    }

    /// What is being done.
    public let stage: Stage
    /// To how many it was done.
    public let done: Int
    /// Of how many.
    public let total: Int
}

/// What became of one of several secrets.
public struct BatchedRotation: Sendable {
    /// The secret.
    public let name: String
    /// What its rotation has come to, nil where it has none; or why nothing could be done.
    public let result: Result<RotationOutcome?, any Error>
}
