/// How far a rotation has come: the last step that is done.
public enum RotationState: String, Sendable, Codable, CaseIterable {
    /// The new value is sealed and on disk, and nobody outside has it.
    case created
    /// The new value stands wherever it is shown ahead of its use.
    case published
    /// Every destination holds the new value as current, and it signs.
    case promoted
    /// Consumers were told to take it up.
    case reloaded
    /// The previous value was taken away everywhere, and is awaited to be shown nowhere any more.
    case withdrawn
    /// The previous value is no longer accepted: the end.
    case retired
    /// The previous value is being put back.
    case rollingBack = "rolling-back"
    /// The previous value is back everywhere, and tokens are still to be cut off somewhere.
    case restored
    /// The previous value is back: the end.
    case rolledBack = "rolled-back"
    /// Another rotation took its place before its overlap had passed: the end.
    case superseded
    /// It failed before anything outside was touched: the end.
    case abandoned

    /// Whether nothing is left to be done.
    public var isFinished: Bool {
        switch self {
        case .created, .published, .promoted, .reloaded, .withdrawn, .rollingBack, .restored: false
        case .retired, .rolledBack, .superseded, .abandoned: true
        }
    }
}

/// A step of a rotation, as `nextStep` names it.
public enum RotationStep: String, Sendable, Codable {
    case create, publish, promote, reload, adoption, retire, confirm, rollback
    /// Refuse tokens that were issued before, in stores where that failed so far.
    case cutoff
    /// Bring the change to servers that were left out because they were away.
    case complete
}
