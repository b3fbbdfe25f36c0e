import Files
import JSON
import TestSupport
import Testing

/// `flags eval`, and what the OpenFeature provider for flagd makes of the same file.
@Suite("flagd files and other people's software")
struct FlagdInteropTests {
    private static func file(percent: Int) -> String {
        """
        {
          "$evaluators": {"staff": {"ends_with": [{"var": "email"}, "@example.com"]}},
          "flags": {
            "new-checkout": {
              "state": "ENABLED", "variants": {"new": "n", "old": "o"}, "defaultVariant": "old",
              "targeting": {"fractional": [["new", \(percent)], ["old", \(100 - percent)]]}
            },
            "rules": {
              "state": "ENABLED", "variants": {"a": "A", "b": "B", "c": "C", "d": "D", "e": "E"}, "defaultVariant": "e",
              "targeting": {"if": [
                {"$ref": "staff"}, "a",
                {"and": [{">=": [{"var": "age"}, 18]}, {"sem_ver": [{"var": "app"}, ">=", "2.1.0"]}]}, "b",
                {"in": [{"var": "plan"}, ["pro", "max"]]}, {"fractional": [{"var": "email"}, ["c", 3], ["d", 1]]},
                {"==": [{"var": "age"}, 7]}, {"cat": ["", "d"]}
              ]}
            }
          }
        }
        """
    }

    private static func users(_ count: Int) -> [JSONValue] {
        (0..<count).map { number in
            [
                "targetingKey": .string("user-\(number)é"), "age": .integer(Int64(number % 40)),
                "email": .string("u\(number)@\(number % 5 == 0 ? "example.com" : "example.org")"),
                "app": .string("\(number % 4).\(number % 3).0"), "plan": .string(["free", "pro", "max"][number % 3]),
            ]
        }
    }

    private static func variants(
        _ workshop: Workshop, _ flag: String, _ users: [JSONValue]
    ) throws -> (ours: [String], theirs: [String]) {
        let theirs = try JSONValue(
            parsing: workshop.read(
                "read_flagd", workshop.directory + "/flags.json", flag, input: JSONValue.array(users).compact))
        _ = try workshop.write(
            "firebreak.yaml",
            "flags: {release: {flagd: {path: flags.json, hashing: \(theirs["hashing"]?.stringValue ?? "?")}}}\n")
        var ours: [String] = []
        for start in stride(from: 0, to: users.count, by: 4000) {
            let part = JSONValue.array(Array(users[start..<min(start + 4000, users.count)])).compact
            let output = try workshop.run("flags", "eval", flag, "--context", "-", "--json", input: part)
            ours += try JSONValue(parsing: output).arrayValue?.map { $0["variant"]?.stringValue ?? "none" } ?? []
        }
        return (ours, theirs["variants"]?.arrayValue?.map { $0.stringValue ?? "none" } ?? [])
    }

    @Test("10,000 users fall into the same buckets, and 10 → 50 → 100 % only adds users")
    func buckets() throws {
        let count = 10_000
        let users = Self.users(count)
        try Workshop.open("flags: {}\n") { workshop in
            var before: Set<Int> = []
            for percent in [10, 50, 100] {
                _ = try workshop.write("flags.json", Self.file(percent: percent))
                let (ours, theirs) = try Self.variants(workshop, "new-checkout", users)
                #expect(ours.count == count)
                let differing = zip(ours, theirs).count { $0 != $1 }
                #expect(theirs.count == count && differing == 0)
                let chosen = Set(ours.indices.filter { ours[$0] == "new" })
                #expect(chosen.isSuperset(of: before))
                #expect(abs(chosen.count - count * percent / 100) < 200)
                before = chosen
            }
        }
    }

    @Test("rules come to the same variants")
    func rules() throws {
        let count = 2000
        let users = Self.users(count)
        try Workshop.open("flags: {}\n") { workshop in
            _ = try workshop.write("flags.json", Self.file(percent: 10))
            let (ours, theirs) = try Self.variants(workshop, "rules", users)
            let differing = zip(ours, theirs).count { $0 != $1 }
            #expect(ours.count == count && theirs.count == count && differing == 0)
            #expect(Set(ours) == ["a", "b", "c", "d", "e"])
        }
    }

    @Test("a flag that was switched off and restored is what it was to the provider")
    func disabled() throws {
        let users = Self.users(200)
        try Workshop.open("flags: {}\n") { workshop in
            _ = try workshop.write("flags.json", Self.file(percent: 50))
            let before = try Self.variants(workshop, "new-checkout", users)
            try workshop.run("flags", "set", "new-checkout", "o", "--reason", "test", "--yes")
            let off = try Self.variants(workshop, "new-checkout", users)
            #expect(Set(off.theirs) == ["old"] && Set(off.ours) == ["old"])
            try workshop.run("flags", "restore", "new-checkout", "--yes")
            let after = try FileReader.readText(workshop.directory + "/flags.json")
            #expect(after == Self.file(percent: 50))
            let restored = try Self.variants(workshop, "new-checkout", users)
            #expect(restored.theirs == before.theirs)
        }
    }

    @Test("flags rollout 10 → 50 → 100 % only adds users, and rolled back everybody has what they had")
    func rollout() throws {
        let users = Self.users(10_000)
        let before = """
            {"flags": {"new-checkout": {
              "state": "ENABLED", "variants": {"new": "n", "old": "o"}, "defaultVariant": "old",
              "targeting": {"if": [{"==": [{"var": "plan"}, "max"]}, "old"]}
            }}}
            """
        try Workshop.open("flags: {}\n") { workshop in
            _ = try workshop.write("flags.json", before)
            var chosen = try Self.chosen(workshop, users)
            #expect(chosen.isEmpty)
            try workshop.run(
                "flags", "rollout", "new-checkout", "--steps", "10,50,100", "--hold", "1h", "--yes")
            for percent in [10, 50, 100] {
                if percent > 10 {
                    try workshop.run("flags", "rollout", "promote", "new-checkout", "--reason", "test", "--yes")
                }
                let now = try Self.chosen(workshop, users)
                #expect(now.isSuperset(of: chosen) && now.count > chosen.count)
                // A third of them has a rule of their own, which goes before.
                #expect(now.allSatisfy { $0 % 3 != 2 })
                #expect(abs(now.count - users.count * 2 / 3 * percent / 100) < 150, "\(now.count) at \(percent) %")
                chosen = now
            }
            try workshop.run("flags", "rollout", "rollback", "new-checkout", "--yes")
            #expect(try FileReader.readText(workshop.directory + "/flags.json") == before)
        }
    }

    /// Who gets `new`, by both; they must agree.
    private static func chosen(_ workshop: Workshop, _ users: [JSONValue]) throws -> Set<Int> {
        let (ours, theirs) = try variants(workshop, "new-checkout", users)
        let differing = zip(ours, theirs).count { $0 != $1 }
        #expect(ours.count == users.count && theirs.count == users.count && differing == 0)
        return Set(theirs.indices.filter { theirs[$0] == "new" })
    }
}
