/// From when on something is remarkable.
public struct ScanLimits: Sendable, Hashable {
    /// As many failures of one user, address or route within a minute are a spike, if they are also several times what
    /// there is in other minutes.
    public var spike = 10
    /// How many times.
    public var spikeFactor = 5.0
    /// As many failures of one user or address within a second no person can bring about.
    public var burst = 5
    /// From as many addresses within a minute nobody can be.
    public var addresses = 3

    public init() {}
}
