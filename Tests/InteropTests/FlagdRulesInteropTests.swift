import Basics
import Files
import Flags
import Foundation
import JSON
import TestSupport
import Testing

/// Rules in JSONLogic, applied by firebreak and by the OpenFeature provider for flagd. `FIREBREAK_SOAK=1` makes it 20,000
/// random ones.
@Suite("Rules of flagd files and other people's software")
struct FlagdRulesInteropTests {
    private static let rounds = ProcessInfo.processInfo.environment["FIREBREAK_SOAK"] == "1" ? 20_000 : 1500

    /// What both make of each rule for each context.
    private static func variants(
        of rules: [JSONValue], _ contexts: [JSONValue], variants: JSONObject
    ) throws -> [(rule: JSONValue, ours: [String], theirs: [String])] {
        try Workshop.open("flags: {}\n") { workshop in
            let all = try workshop.write("flags.json", file(of: rules, 0..<rules.count, variants))
            let theirs = try JSONValue(
                parsing: workshop.read("read_flagd", all, "--all", input: JSONValue.array(contexts).compact))
            let hashing = try #require(theirs["hashing"]?.stringValue.flatMap { FlagdHashing(rawValue: $0) })
            var results: [(JSONValue, [String], [String])] = []
            for index in rules.indices {
                // Each evaluation reads the file anew: small ones.
                let path = try workshop.write("flag.json", file(of: rules, index..<index + 1, variants))
                let source = FlagdFlagSource(name: "release", path: path, hashing: hashing)
                let ours = contexts.map { context in
                    let found = try? source.evaluate("r\(index)", for: [context], at: TimeSource.system.now)
                    return found?.first.map { $0.variant ?? "none" } ?? "error"
                }
                let named = theirs["variants"]?["r\(index)"]?.arrayValue?.compactMap(\.stringValue) ?? []
                results.append((rules[index], ours, named.map { $0.hasPrefix("error") ? "error" : $0 }))
            }
            return results
        }
    }

    /// A file with a flag for each rule.
    private static func file(of rules: [JSONValue], _ indices: Range<Int>, _ variants: JSONObject) -> String {
        let flags = indices.map { index in
            let flag: JSONValue = [
                "state": "ENABLED", "variants": .object(variants), "defaultVariant": "default",
                "targeting": rules[index],
            ]
            return (key: "r\(index)", value: flag)
        }
        return JSONValue.object(["flags": .object(JSONObject(flags))]).compact
    }

    @Test("random rules come to the same variants")
    func random() throws {
        var maker = RandomRules(random: SeededNumbers(seed: 20_261_121))
        let rules = (0..<Self.rounds).map { _ in maker.rule() }
        let names = (0..<20).map { (key: "v\($0)", value: JSONValue.string("v\($0)")) } + [(key: "default", value: "d")]
        let results = try Self.variants(of: rules, RandomRules.contexts, variants: JSONObject(names))
        let differing = results.filter { $0.ours != $0.theirs }
        #expect(results.count == Self.rounds && differing.isEmpty, "\(differing.count) of \(results.count)")
        for result in differing.prefix(3) {
            Issue.record("\(result.rule.compact): ours \(result.ours), theirs \(result.theirs)")
        }
        // Were they all refused, or all the same, little would have been tested.
        let outcomes = results.flatMap(\.ours)
        #expect(outcomes.count { $0 == "error" } * 100 < outcomes.count)
        #expect(Set(outcomes).count >= 20)
    }

    /// A rule with what it comes to for the context below.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let variant: String
        init(_ rule: String, _ variant: String) { (testDescription, self.variant) = (rule, variant) }
    }

    static let table = [
        Row(#"{"cat": {"map": [[1, 2], {"+": [{"var": ""}, 1]}]}}"#, "2,3"), Row(#"{"map": ["no list", {"var": ""}]}"#, "error"),
        Row(#"{"cat": {"filter": [[1, 2, 3, 4], {"%": [{"var": ""}, 2]}]}}"#, "1,3"),
        Row(#"{"cat": [{"reduce": [[1, 2, 3], {"+": [{"var": "current"}, {"var": "accumulator"}]}, 10]}]}"#, "16"),
        Row(#"{"cat": [{"reduce": [{"var": "nobody"}, {"var": "current"}, "a"]}]}"#, "a"),
        Row(#"{"all": [[1, 2], {">": [{"var": ""}, 0]}]}"#, "true"), Row(#"{"all": [[], {">": [{"var": ""}, 0]}]}"#, "false"),
        Row(#"{"some": [[], true]}"#, "false"), Row(#"{"some": [{"var": "tags"}, {"==": [{"var": ""}, "y"]}]}"#, "true"),
        Row(#"{"none": [[], true]}"#, "true"), Row(#"{"none": [{"var": "tags"}, {"==": [{"var": ""}, "y"]}]}"#, "false"),
        Row(#"{"some": [{"var": "nobody"}, true]}"#, "false"), Row(#"{"none": [{"var": "nobody"}, true]}"#, "true"),
        Row(#"{"some": [{"var": "orgs"}, {"==": [{"var": "name"}, "b"]}]}"#, "true"),
        Row(#"{"all": [{"var": "orgs"}, {"in": [{"var": "name"}, ["a", "b"]]}]}"#, "true"),
        Row(#"{"cat": {"merge": [[1, 2], 3, [[4]]]}}"#, "1,2,3,4"), Row(#"{"cat": ["a", {"merge": []}]}"#, "a"),
        Row(#"{"cat": {"missing": ["email", "nobody", "empty"]}}"#, "nobody,empty"),
        Row(#"{"cat": {"missing": [["nobody"]]}}"#, "nobody"), Row(#"{"!": {"missing": "email"}}"#, "true"),
        Row(#"{"!": {"missing_some": [1, ["email", "nobody"]]}}"#, "true"),
        Row(#"{"cat": {"missing_some": [2, ["email", "nobody"]]}}"#, "nobody"),
        Row(#"{"substr": ["jsonlogic", 4]}"#, "logic"), Row(#"{"substr": ["jsonlogic", -5]}"#, "logic"),
        Row(#"{"substr": ["jsonlogic", 1, 3]}"#, "son"), Row(#"{"substr": ["jsonlogic", 4, -2]}"#, "log"),
        Row(#"{"substr": ["éa", 1]}"#, "a"), Row(#"{"cat": ["b", {"substr": ["a", 9]}]}"#, "b"),
        Row(#"{"cat": [{"min": [3, 1, "2"]}]}"#, "1"), Row(#"{"cat": [{"max": [3, 1, "20"]}]}"#, "20"),
        Row(#"{"log": "a"}"#, "a"), Row(#"{"cat": ["a", 1, null, 2.5]}"#, "a1null2.5"), Row(#"{"cat": "a"}"#, "a"),
        Row(#"{"in": ["y", {"var": "tags"}]}"#, "true"), Row(#"{"in": ["é", "café"]}"#, "true"), Row(#"{"in": [1, 5]}"#, "false"),
        Row(#"{"cat": [{"var": "tags.length"}]}"#, "2"), Row(#"{"var": "tags.01"}"#, "default"),
        Row(#"{"var": ["nobody", "a"]}"#, "a"), Row(#"{"?:": [false, "a", "2"]}"#, "2"),
        Row(#"{"starts_with": ["éa", "é"]}"#, "true"), Row(#"{"ends_with": ["a", "aa"]}"#, "false"),
        Row(#"{"starts_with": [1, "1"]}"#, "default"), Row(#"{"starts_with": ["a"]}"#, "default"),
        Row(#"{"sem_ver": ["1.2", "=", "v1.2.0"]}"#, "true"), Row(#"{"sem_ver": ["1.0.0-rc.10", ">", "1.0.0-rc.9"]}"#, "true"),
        Row(#"{"sem_ver": ["1.0.0", "<>", "1.0.0"]}"#, "default"), Row(#"{"no such": [1]}"#, "error"),
        Row(#"{"a": 1, "b": 2}"#, "error"), Row(#"{"==": [[1], 1]}"#, "true"), Row(#"{"==": [[1, 2], "1,2"]}"#, "true"),
        Row(#"{"<": ["10", "9"]}"#, "true"), Row(#"{"<": ["10", 9]}"#, "false"), Row(#"{"<": [[2], "3"]}"#, "true"),
    ]

    @Test("each operation does what the provider's does")
    func operations() throws {
        let context: JSONValue = [
            "targetingKey": "u1", "email": "ann@example.com", "empty": "", "tags": ["x", "y"],
            "orgs": [["name": "a"], ["name": "b"]],
        ]
        let wanted = Set(Self.table.map(\.variant)).subtracting(["error", "default"])
        let variants = JSONObject(
            (wanted.sorted() + ["default"]).map { (key: $0, value: JSONValue.string($0)) })
        let rules = try Self.table.map { try JSONValue(parsing: $0.testDescription) }
        let results = try Self.variants(of: rules, [context], variants: variants)
        for (row, result) in zip(Self.table, results) {
            #expect(result.ours == result.theirs, "\(row.testDescription)")
            #expect(result.ours == [row.variant], "\(row.testDescription)")
        }
        #expect(results.count == Self.table.count)
    }
}
