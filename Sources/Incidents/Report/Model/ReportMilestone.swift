/// A milestone, whether it was reached or not.
public struct ReportMilestone: Sendable, Hashable {
    /// Which one.
    public var name: MilestoneName
    /// When it was reached and who said so; nil where nobody has set it.
    public var reached: Milestone?

    public init(name: MilestoneName, reached: Milestone?) {
        self.name = name
        self.reached = reached
    }
}
