internal import Basics
internal import JSON
internal import Probes

/// What one of the counts that a step finds should be, as `expect: {undecodable: "== 0"}` has it.
struct ExpectedCount: Sendable {
    /// Which.
    let name: String
    let comparison: Comparison

    /// The field `expect` of a step that counts these.
    static func field(_ names: [String]) -> Field {
        Field(
            "expect", .object(names.map { Field($0, .comparison, "How many there should be, as \"== 0\".") }),
            "What the counts should be.")
    }

    /// What is wrong with counts, a sentence each.
    static func problems(_ expected: [ExpectedCount], _ found: JSONValue) -> [String] {
        expected.compactMap { expectation in
            let count = found[expectation.name]?.doubleValue ?? .nan
            guard !expectation.comparison.holds(for: count) else { return nil }
            return "\(expectation.name) is \(count.plain) and not \(expectation.comparison)"
        }
    }
}
