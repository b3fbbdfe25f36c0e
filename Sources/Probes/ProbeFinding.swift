/// One thing that was expected of a running system, and what was found.
public struct ProbeFinding: Sendable, Hashable, Encodable {
    /// What it is about, as `status`, `json PATH` or `role`.
    public let what: String
    /// What it should be.
    public let expected: String
    /// What it is; fit for a terminal.
    public let found: String
    /// Whether it is as it should be.
    public let isMet: Bool

    public init(what: String, expected: String, found: String, isMet: Bool) {
        self.what = what
        self.expected = expected
        self.found = found
        self.isMet = isMet
    }

    private enum CodingKeys: String, CodingKey {
        case what, expected, found
        case isMet = "met"
    }
}
