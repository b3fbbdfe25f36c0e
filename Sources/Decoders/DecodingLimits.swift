/// How much a serialised value may be and may become. It bounds time too: every decoder does a bounded amount of work
/// for each byte and each element.
public struct DecodingLimits: Sendable, Hashable {
    /// The longest input, and how many bytes all texts together may have; also after decompression.
    public var maximumBytes: Int
    /// How many lists, maps and objects may stand inside each other.
    public var maximumDepth: Int
    /// How many values there may be, keys and shared parts counted each time they appear.
    public var maximumElements: Int

    /// Limits; the depth is at most 512, for decoders call themselves.
    public init(maximumBytes: Int = 1 << 20, maximumDepth: Int = 64, maximumElements: Int = 100_000) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = min(maximumDepth, 512)
        self.maximumElements = maximumElements
    }
}
