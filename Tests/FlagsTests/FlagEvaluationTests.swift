import Basics
import Files
import Flags
import JSON
import TestSupport
import Testing

@Suite("Evaluation of flagd flags") struct FlagEvaluationTests {
    private func evaluate(
        targeting: String, _ context: JSONValue = [:], evaluators: String = "{}", hashing: FlagdHashing = .text,
        flag: String = "headerColor"
    ) throws -> FlagEvaluation {
        try withTemporaryDirectory { folder in
            let text = """
                {"$evaluators": \(evaluators), "flags": {"\(flag)": {"state": "ENABLED", "defaultVariant": "d",
                "variants": {"d": 0, "a": 1, "b": 2, "c": 3, "true": 4, "false": 5, "7": 6, "red": 7, "blue": 8,
                "green": 9, "grey": 10}, "targeting": \(targeting)}}}
                """
            try AtomicFile.create(folder + "/flags.json", Array(text.utf8))
            let source = FlagdFlagSource(name: "release", path: folder + "/flags.json", hashing: hashing)
            let results = try source.evaluate(flag, for: [context], at: Timestamp(seconds: 1_795_230_000))
            return try #require(results.first)
        }
    }

    /// A rule, and the variant that it comes to for the context below; nil for the default.
    struct Rule: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let variant: String?
        init(_ rule: String, _ variant: String?) { (testDescription, self.variant) = (rule, variant) }
    }

    static let context: JSONValue = [
        "targetingKey": "u1", "email": "ann@example.com", "age": 41, "beta": true, "version": "1.4.2",
        "tags": ["x", "y"],
        "org": ["plan": "pro", "null": nil],
    ]

    static let rules = [
        Rule(#"{"if": [true, "a", "b"]}"#, "a"), Rule(#"{"if": [false, "a", "b"]}"#, "b"),
        Rule(#"{"if": [false, "a"]}"#, nil), Rule(#"{"if": [false, "a", 0, "b", "c"]}"#, "c"),
        Rule(#"{"if": []}"#, nil),
        Rule(#"{"if": [{"==": [{"var": "age"}, "41"]}, "a"]}"#, "a"),
        Rule(#"{"if": [{"===": [{"var": "age"}, "41"]}, "a"]}"#, nil),
        Rule(#"{"if": [{"!=": [{"var": ["none"]}, null]}, "a"]}"#, nil),
        Rule(#"{"if": [{"<": [18, {"var": "age"}, 65]}, "a"]}"#, "a"),
        Rule(#"{"if": [{">=": [{"var": "age"}, 42]}, "a"]}"#, nil),
        Rule(#"{"if": [{"and": [{"var": "beta"}, {"!": [{"var": "none"}]}]}, "a"]}"#, "a"),
        Rule(#"{"or": [null, "b", "c"]}"#, "b"), Rule(#"{"and": ["b", "c"]}"#, "c"),
        Rule(#"{"if": [{"in": ["example.com", {"var": "email"}]}, "a"]}"#, "a"),
        Rule(#"{"if": [{"in": ["y", {"var": "tags"}]}, "a"]}"#, "a"),
        Rule(#"{"if": [{"in": [{"var": "org.plan"}, ["pro", "max"]]}, "a"]}"#, "a"),
        Rule(#"{"var": ["none", "c"]}"#, "c"), Rule(#"{"var": "org.null"}"#, nil),
        Rule(#"{"if": [{"==": [{"var": "tags.1"}, "y"]}, "a"]}"#, "a"), Rule(#"{"cat": ["gre", "en"]}"#, "green"),
        Rule(#"{"cat": [7]}"#, "7"), Rule(#"{"+": [3, 4]}"#, "7"), Rule(#"{"%": [15, 8]}"#, "7"),
        Rule(#"{"var": "beta"}"#, "true"), Rule(#"{"!!": [""]}"#, "false"),
        Rule(#"{"if": [{"starts_with": [{"var": "email"}, "ann@"]}, "a"]}"#, "a"),
        Rule(#"{"if": [{"ends_with": [{"var": "email"}, "ann@"]}, "a"]}"#, nil),
        Rule(#"{"if": [{"ends_with": [{"var": "age"}, "1"]}, "a"]}"#, nil),
        Rule(#"{"if": [{"sem_ver": [{"var": "version"}, ">=", "v1.4"]}, "a"]}"#, "a"),
        Rule(#"{"if": [{"sem_ver": [{"var": "version"}, "^", "1.0.0"]}, "a"]}"#, "a"),
        Rule(#"{"if": [{"sem_ver": [{"var": "version"}, "~", "1.3.9"]}, "a"]}"#, nil),
        Rule(#"{"if": [{"sem_ver": ["1.0.0-rc.2", "<", "1.0.0-rc.11"]}, "a"]}"#, "a"),
        Rule(#"{"if": [{"sem_ver": ["1.0.0-rc.1", ">", "1.0.0"]}, "a"]}"#, nil),
        Rule(#"{"if": [{"sem_ver": ["01.0.0", "=", "1.0.0"]}, "a"]}"#, nil),
        Rule(#"{"if": [{"==": [{"var": "$flagd.flagKey"}, "headerColor"]}, "a"]}"#, "a"),
        Rule(#"{"if": [{"<": [1795229999, {"var": "$flagd.timestamp"}, 1795230001]}, "a"]}"#, "a"),
        Rule(#"{"if": [{"$ref": "staff"}, "a"]}"#, "a"),
        Rule(#"{"fractional": [["a", 0], ["b", 1]]}"#, "b"), Rule(#"{"fractional": [["a", -5], ["b", 1]]}"#, "b"),
        Rule(#"{"fractional": [["a", 0]]}"#, nil), Rule(#"{"fractional": [["a", 1.5], ["b"]]}"#, nil),
        Rule(#"{"fractional": [["a", 2147483647], ["b"]]}"#, nil), Rule(#"{"fractional": [["a", "1"]]}"#, nil),
        Rule(#"{"fractional": []}"#, nil), Rule(#"{"fractional": "a"}"#, nil),
    ]

    @Test("a rule comes to the variant that it should", arguments: rules)
    func rule(rule: Rule) throws {
        let result = try evaluate(
            targeting: rule.testDescription, Self.context,
            evaluators: #"{"staff": {"ends_with": [{"var": "email"}, "@example.com"]}}"#)
        #expect(result.variant == rule.variant ?? "d")
        #expect(result.reason == (rule.variant == nil ? .byDefault : .targeted))
    }

    /// murmur3("headerColorrachel@faas.com") is 0x6b9fc846, of which 42 % of the range lie below; that of the two in
    /// CBOR, by cbor2 and mmh3 for Python, is 917019614, and 21 %.
    @Test("buckets are those of the reference", arguments: [(FlagdHashing.text, 42), (.cbor, 21)])
    func vector(hashing: FlagdHashing, percent: Int) throws {
        let context: JSONValue = ["targetingKey": "rachel@faas.com"]
        for (weight, variant) in [(percent, "blue"), (percent + 1, "red")] {
            let result = try evaluate(
                targeting: #"{"fractional": [["red", \#(weight)], ["blue", \#(100 - weight)]]}"#, context,
                hashing: hashing)
            #expect(result.variant == variant)
        }
    }

    @Test("an explicit key is hashed instead of flag and targeting key")
    func explicitKey() throws {
        let rule =
            #"{"fractional": [{"cat": [{"var": "$flagd.flagKey"}, {"var": "targetingKey"}]}, ["red", 42], ["blue", 58]]}"#
        #expect(try evaluate(targeting: rule, ["targetingKey": "rachel@faas.com"]).variant == "blue")
    }

    @Test(
        "rules that cannot be applied are told, whatever they are",
        arguments: [
            #"{"map": [[1], {"var": ""}]}"#, #"{"log": "x"}"#, #"{"$ref": "none"}"#, #"{"$ref": "self"}"#,
            #"{"$ref": "wide0"}"#, #"{"if": [true, "no such variant"]}"#,
        ])
    func hostile(rule: String) throws {
        let wide = (0..<40).map { #""wide\#($0)": {"cat": [{"$ref": "wide\#($0 + 1)"}, {"$ref": "wide\#($0 + 1)"}]}"# }
        let evaluators =
            #"{"self": {"!": [{"$ref": "self"}]}, "# + wide.joined(separator: ", ") + #", "wide40": {"var": "x"}}"#
        let error = #expect(throws: FlagsError.self) {
            try evaluate(targeting: rule, Self.context, evaluators: evaluators)
        }
        #expect(error?.status == .badInput)
        #expect(error?.message.contains("the targeting of 'headerColor'") == true)
    }

    @Test("more weight only adds users", arguments: FlagdHashing.allCases)
    func steps(hashing: FlagdHashing) throws {
        var before: Set<Int> = []
        for percent in [0, 10, 50, 100] {
            var users: Set<Int> = []
            for user in 0..<300 {
                let result = try evaluate(
                    targeting: #"{"fractional": [["a", \#(percent)], ["b", \#(100 - percent)]]}"#,
                    ["targetingKey": .string("user-\(user)")], hashing: hashing)
                if result.variant == "a" { users.insert(user) }
            }
            #expect(users.isSuperset(of: before))
            #expect(abs(users.count - 3 * percent) < 30, "about as many as there should be")
            before = users
        }
        #expect(before.count == 300)
    }
}
