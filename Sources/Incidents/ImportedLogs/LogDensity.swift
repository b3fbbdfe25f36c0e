public import Basics

/// How many rows happened when: counts over stretches of equal length, which grow with the time that they have to cover,
/// so that any number of rows takes the same memory.
public struct LogDensity: Sendable, Hashable {
    /// When the first stretch begins.
    public let start: Timestamp
    /// How long a stretch is, in microseconds.
    public private(set) var width: Int64
    /// The rows of each stretch.
    public private(set) var counts: [Int64]

    static let mostStretches = 240

    /// The row that happened first.
    init(_ first: Timestamp) {
        start = first
        width = 1_000_000
        counts = [1]
    }

    /// Adds a row; one from before the first counts as one of the first stretch.
    mutating func add(_ instant: Timestamp) {
        let distance = max(0, instant.microseconds - start.microseconds)
        while distance / width >= Int64(Self.mostStretches) { widen() }
        let index = Int(distance / width)
        if index >= counts.count { counts += Array(repeating: 0, count: index + 1 - counts.count) }
        counts[index] += 1
    }

    /// Two stretches become one.
    private mutating func widen() {
        width *= 2
        counts = stride(from: 0, to: counts.count, by: 2).map { index in
            counts[index] + (index + 1 < counts.count ? counts[index + 1] : 0)
        }
    }

    /// The stretches that have rows, with the instants between which they lie.
    public var stretches: [(from: Timestamp, to: Timestamp, rows: Int64)] {
        counts.enumerated().filter { $0.element > 0 }.map { index, rows in
            let from = start.microseconds + Int64(index) * width
            return (Timestamp(microseconds: from), Timestamp(microseconds: from + width), rows)
        }
    }
}
