import Basics
import Files
import Flags
import JSON
import TestSupport
import Testing

/// Shares of users in flagd files.
@Suite struct FlagdShareTests {
    private static func file(_ flag: String) -> String { #"{"flags": {"F": \#(flag), "other": {"state":"DISABLED","variants":{"a":1}}}}"# }

    private static func with<Value>(_ flag: String, _ body: (FlagdFlagSource, String) throws -> Value) throws -> Value {
        try withTemporaryDirectory { folder in
            let path = folder + "/flags.json"
            try AtomicFile.create(path, Array(file(flag).utf8))
            return try body(FlagdFlagSource(name: "release", path: path), path)
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let before: String
        var variant: String?
        let percent: Int
        let after: String
        var testDescription: String { name }
    }

    static let rows = [
        Row(
            name: "no rules",
            before: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","owner":"café"}"#,
            percent: 10,
            after: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","owner":"café","#
                + #""targeting":{"fractional": [["on", 10], ["off", 90]]}}"#),
        Row(
            name: "empty rules, two texts",
            before: #"{ "state":"ENABLED", "targeting": {}, "variants":{"old":"o","new":"n"}, "defaultVariant":"old" }"#,
            percent: 50,
            after: #"{ "state":"ENABLED", "targeting": {"fractional": [["new", 50], ["old", 50]]}, "#
                + #""variants":{"old":"o","new":"n"}, "defaultVariant":"old" }"#),
        Row(
            name: "everybody",
            before: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off"}"#, percent: 100,
            after: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on","#
                + #""targeting":{"fractional": [["on", 100], ["off", 0]]}}"#),
        Row(
            name: "one of three variants",
            before: #"{"state":"ENABLED","variants":{"a":1,"b":2,"c":3},"defaultVariant":"a"}"#, variant: "c", percent: 25,
            after: #"{"state":"ENABLED","variants":{"a":1,"b":2,"c":3},"defaultVariant":"a","#
                + #""targeting":{"fractional": [["c", 25], ["a", 75]]}}"#),
        Row(
            name: "shares that are there, in their order and with what users are told apart by",
            before: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","#
                + #""targeting":{"fractional":[{"var":"email"}, ["off",9] ,["on"]]}}"#, percent: 50,
            after: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","#
                + #""targeting":{"fractional":[{"var":"email"}, ["off", 50] ,["on", 50]]}}"#),
        Row(
            name: "rules without an else",
            before: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","#
                + #""targeting":{"if":[{"==":[{"var":"staff"},true]},"on"]}}"#, percent: 10,
            after: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","#
                + #""targeting":{"if":[{"==":[{"var":"staff"},true]},"on", {"fractional": [["on", 10], ["off", 90]]}]}}"#),
        Row(
            name: "rules that end in the default variant",
            before: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","#
                + #""targeting":{"if":[{"var":"staff"},"on",{"if":[{"var":"beta"},"on",null]}]}}"#, percent: 10,
            after: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","#
                + #""targeting":{"if":[{"var":"staff"},"on",{"if":[{"var":"beta"},"on",{"fractional": [["on", 10], ["off", 90]]}]}]}}"#
        ),
        Row(
            name: "rules that end in shares: the default variant stays",
            before: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","#
                + #""targeting":{"if":[{"var":"staff"},"on",{"fractional":[["on",50],["off",50]]}]}}"#, percent: 100,
            after: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","#
                + #""targeting":{"if":[{"var":"staff"},"on",{"fractional":[["on", 100],["off", 0]]}]}}"#),
    ]

    @Test(arguments: rows) func theSmallestChangeIsMade(row: Row) throws {
        try Self.with(row.before) { source, path in
            let prior = try source.snapshot("F")
            let target = try source.prepare(FlagShare(percent: row.percent, variant: row.variant), over: prior)
            #expect(try FileReader.readText(path) == Self.file(row.before))
            try source.write(target, expecting: prior)
            #expect(try FileReader.readText(path) == Self.file(row.after))
            // And back, to the byte.
            try source.write(prior, expecting: target)
            #expect(try FileReader.readText(path) == Self.file(row.before))
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let flag: String
        var variant: String?
        var percent = 10
        let words: String
        var testDescription: String { "\(words): \(flag)" }
    }

    static let refusals = [
        Refusal(flag: #"{"state":"DISABLED","variants":{"on":true,"off":false},"defaultVariant":"off"}"#, words: "disabled"),
        Refusal(flag: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on"}"#, words: "already"),
        Refusal(flag: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":null}"#, words: "no default"),
        Refusal(flag: #"{"state":"ENABLED","variants":{"a":1,"b":2,"c":3},"defaultVariant":"a"}"#, words: "--variant: a, b, c"),
        Refusal(
            flag: #"{"state":"ENABLED","variants":{"a":1,"b":2},"defaultVariant":"a"}"#, variant: "x",
            words: "no variant 'x', only a, b"),
        Refusal(
            flag: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","targeting":{"fractional":[["on",50],["off",50]]}}"#,
            percent: 50, words: "50 % already"),
        Refusal(
            flag: #"{"state":"ENABLED","variants":{"a":1,"b":2,"c":3},"defaultVariant":"a","targeting":{"fractional":[["a",1],["b",1],["c",1]]}}"#,
            variant: "b", words: "shared out already"),
        Refusal(
            flag: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","targeting":{"if":[{"var":"x"},"off","on"]}}"#,
            words: "not its default"),
        Refusal(
            flag: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","targeting":{"$ref":"staff"}}"#,
            words: "do not end"),
        Refusal(
            flag: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","targeting":{"if":[]}}"#,
            words: "do not end"),
        Refusal(
            flag: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","targeting":{"fractional":[["on",-1],["off",5]]}}"#,
            words: "plain"),
    ]

    @Test(arguments: refusals) func whatCannotBeRolledOutIsRefused(row: Refusal) throws {
        try Self.with(row.flag) { source, path in
            let prior = try source.snapshot("F")
            let error = #expect(throws: FlagsError.self) {
                try source.prepare(FlagShare(percent: row.percent, variant: row.variant), over: prior)
            }
            #expect(error?.status == .badInput && error?.message.contains(row.words) == true, "\(error?.message ?? "")")
            #expect(try FileReader.readText(path) == Self.file(row.flag))
        }
    }

    /// From each kind of beginning, each step over the one before only adds users, and about as many as it says.
    @Test(arguments: [
        #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off"}"#,
        #"{"state":"ENABLED","variants":{"off":false,"on":true},"defaultVariant":"off","targeting":{"fractional":[["off",95],["on",5]]}}"#,
        #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","targeting":{"if":[{"in":["7",{"var":"targetingKey"}]},"off"]}}"#,
    ], FlagdHashing.allCases)
    func usersAreOnlyAdded(flag: String, hashing: FlagdHashing) throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/flags.json"
            try AtomicFile.create(path, Array(Self.file(flag).utf8))
            let source = FlagdFlagSource(name: "release", path: path, hashing: hashing)
            let users = (0..<2000).map { JSONValue.object(["targetingKey": .string("user-\($0)")]) }
            let hasRules = flag.contains("\"if\"")
            var before: Set<Int> = []
            for percent in [10, 50, 90, 100] {
                let prior = try source.snapshot("F")
                try source.write(source.prepare(FlagShare(percent: percent), over: prior), expecting: prior)
                let values = try source.evaluate("F", for: users, at: Timestamp(seconds: 0)).map(\.value)
                let now = Set(values.indices.filter { values[$0] == .boolean(true) })
                #expect(now.isSuperset(of: before) && now.count > before.count)
                let reachable = hasRules ? users.indices.count { !"\($0)".contains("7") } : users.count
                #expect(abs(now.count - reachable * percent / 100) < 90, "\(now.count) of \(reachable) at \(percent) %")
                // Whoever a rule applies to keeps what it says.
                #expect(!hasRules || now.allSatisfy { !"\($0)".contains("7") })
                before = now
            }
        }
    }
}
