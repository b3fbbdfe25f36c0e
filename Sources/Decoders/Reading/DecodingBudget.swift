/// What is left of the limits while one value is decoded.
struct DecodingBudget {
    private static let longestFree = 256

    private let maximumDepth: Int
    private let maximumElements: Int
    private var bytesLeft: Int
    /// How many elements were taken so far.
    private(set) var elements = 0

    /// Fails where the input itself is too long.
    init(_ limits: DecodingLimits, for bytes: UnsafeRawBufferPointer) throws(DecodingFailure) {
        guard bytes.count <= limits.maximumBytes else { throw .tooLarge }
        maximumDepth = limits.maximumDepth
        maximumElements = limits.maximumElements
        bytesLeft = limits.maximumBytes
    }

    /// Takes elements. Ask before they are read: a claimed number that is too large fails at once.
    mutating func take(elements count: Int = 1) throws(DecodingFailure) {
        guard count >= 0, count <= maximumElements - elements else { throw .tooManyElements }
        elements += count
    }

    /// Takes room for the bytes of a text.
    mutating func take(bytes count: Int) throws(DecodingFailure) {
        guard count <= bytesLeft else { throw .tooLarge }
        bytesLeft -= count
    }

    /// Makes a text of bytes.
    mutating func text(_ bytes: UnsafeRawBufferPointer) throws(DecodingFailure) -> DecodedValue {
        try take(bytes: bytes.count)
        return .text(Array(bytes))
    }

    /// Counts a text that appears once more. Short ones, as names are, cost only their element.
    mutating func share(_ text: [UInt8]) throws(DecodingFailure) {
        if text.count > Self.longestFree { try take(bytes: text.count) }
    }

    /// Fails where a container stands inside this many others and that is too many.
    func check(depth: Int) throws(DecodingFailure) {
        guard depth < maximumDepth else { throw .tooDeep }
    }

    /// How much room to set aside for a claimed number of elements: no more than is certainly needed.
    static func room(for count: Int) -> Int { min(count, 64) }
}
