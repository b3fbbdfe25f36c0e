/// What a change to a `.env` file came to.
public struct DotEnvEdit: Sendable, Equatable {
    /// Where the value was put.
    public enum Kind: Sendable {
        /// It already stood there.
        case unchanged
        /// In the key's line.
        case replaced
        /// In a new line at the end.
        case appended
    }

    /// Where the value was put.
    public let kind: Kind
    /// Whether it had to be quoted otherwise than the value before it; worth telling, as other readers of the file may
    /// see a difference.
    public let changesQuoting: Bool

    public init(kind: Kind, changesQuoting: Bool) {
        self.kind = kind
        self.changesQuoting = changesQuoting
    }
}
