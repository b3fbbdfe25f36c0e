import Basics
import Files
import Flags
import Foundation
import JSON
import Redis
import TestSupport
import Testing

/// What every flag source must do. A new kind of source adds a fixture, and passes.
@Suite struct FlagSourceConformanceTests {
    /// A source of one kind with `ON` true, `LIMIT` 5 and nothing else.
    struct Fixture: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Makes the source in a folder.
        let make: @Sendable (_ folder: String) throws -> any FlagSource
        /// Everything that the source holds, to the byte.
        let contents: @Sendable (_ folder: String) throws -> [UInt8]
        /// A name that this kind cannot have.
        let invalidName: String
        /// Whether a flag can be given a value; what cannot is refused before anything is done.
        var holds: @Sendable (_ flag: String, _ value: FlagValue) -> Bool = { _, _ in true }
    }

    static let fixtures = dotenv + flagd + redis + [command]

    static let dotenv: [Fixture] = ([nil] + DotEnvDocument.Dialect.allCases).map { dialect in
        Fixture(
            testDescription: "dotenv, \(dialect?.rawValue ?? "dialect not named")",
            make: { folder in
                try AtomicFile.create(folder + "/flags", Array("# flags\nON=true\nLIMIT=5\n".utf8))
                return DotEnvFlagSource(name: "app", path: folder + "/flags", dialect: dialect)
            },
            contents: { try FileReader.read($0 + "/flags") },
            invalidName: "not a name")
    }

    static let flagd: [Fixture] = [
        ("one line", FlagdFiles.line), ("many lines", FlagdFiles.lines), ("an array", FlagdFiles.array),
        ("an array on one line", FlagdFiles.arrayLine),
    ].map {
        layout, text in
        Fixture(
            testDescription: "flagd, \(layout)",
            make: { folder in
                try AtomicFile.create(folder + "/flags.json", Array(text.utf8))
                return FlagdFlagSource(name: "app", path: folder + "/flags.json")
            },
            contents: { try FileReader.read($0 + "/flags.json") },
            invalidName: "not\na name",
            holds: { flag, value in
                switch value {
                case .absent: true
                case .boolean: true
                case .json(.array): false
                default: flag == "NEW"
                }
            })
    }

    static let redis: [Fixture] = RedisPlace.allCases.flatMap { redis in
        [true, false].map { isHash in
            Fixture(
                testDescription: "redis, \(redis.rawValue), \(isHash ? "a hash" : "keys with a prefix")",
                make: { folder in
                    for (flag, value) in [("ON", "true"), ("LIMIT", "5")] {
                        if isHash {
                            try redis.server(of: folder).ask("HSET", folder, flag, value)
                        } else {
                            try redis.server(of: folder + ":" + flag).ask("SET", folder + ":" + flag, value)
                        }
                    }
                    return RedisFlagSource(
                        name: "app", deployment: try RedisDeployment(url: redis.url()),
                        place: isHash ? .hash(folder) : .keys(prefix: folder + ":"), channel: "changes")
                },
                contents: { folder in
                    if isHash {
                        let server = try redis.server(of: folder)
                        let fields = try server.ask("HKEYS", folder).split(separator: "\n").sorted()
                        return Array(
                            try fields.map { "\($0)=\(try server.ask("HGET", folder, String($0)))" }
                                .joined(separator: "\n").utf8)
                    }
                    let keys = try redis.primaries().flatMap { server in
                        try server.ask("KEYS", folder + ":*").split(separator: "\n").map(String.init)
                    }.sorted()
                    return Array(
                        try keys.map { "\($0)=\(try redis.server(of: $0).ask("GET", $0))" }
                            .joined(separator: "\n").utf8)
                },
                invalidName: "not\na name")
        }
    }

    /// A folder of the programs' own, a file for each flag.
    static let command = Fixture(
        testDescription: "command",
        make: { folder in
            try AtomicFile.create(folder + "/ON", Array("true\n".utf8))
            try AtomicFile.create(folder + "/LIMIT", Array("5".utf8))
            try AtomicFile.create(folder + ".sh", Array(CommandPrograms.script.utf8), mode: 0o755)
            return CommandFlagSource(name: "app", programs: CommandPrograms.all(folder))
        },
        contents: { folder in
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            return try files.flatMap { name in
                // The line end is the program's own affair.
                Array("\(name)=".utf8) + (try FileReader.read("\(folder)/\(name)").filter { $0 != 0x0A }) + [0x0A]
            }
        },
        invalidName: "-rf")

    @Test(arguments: fixtures)
    func listsAndGets(fixture: Fixture) throws {
        try withTemporaryDirectory { folder in
            let source = try fixture.make(folder)
            #expect(source.name == "app")
            #expect(
                try source.list().sorted { $0.name < $1.name } == [
                    FlagReading(name: "LIMIT", value: .number(5)), FlagReading(name: "ON", value: .boolean(true)),
                ])
            #expect(try source.get("ON") == .boolean(true))
            #expect(try source.get("LIMIT") == .number(5))
            #expect(try source.get("NONE") == .absent)
        }
    }

    @Test(arguments: fixtures)
    func aHashIsOfTheStateAndNothingElse(fixture: Fixture) throws {
        try withTemporaryDirectory { folder in
            let source = try fixture.make(folder)
            let (on, limit, none) = try (source.snapshot("ON"), source.snapshot("LIMIT"), source.snapshot("NONE"))
            #expect(try source.snapshot("ON").hash == on.hash)
            #expect(Set([on.hash, limit.hash, none.hash]).count == 3)
            try source.set(.boolean(false), over: on)
            #expect(try source.snapshot("ON").hash != on.hash)
            #expect(try source.snapshot("LIMIT").hash == limit.hash)
            #expect(try source.snapshot("NONE").hash == none.hash)
        }
    }

    static let values: [FlagValue] = [
        .boolean(true), .boolean(false), .number(0), .number(12.5), .number(-3), .string("variant-b"), .string(""),
        .string("two words"), .json(.object(["a": [1, "x"], "b": .null])), .json([]), .absent,
    ]

    @Test(arguments: fixtures, values)
    func writesValuesOfEveryKindAndPutsBackWhatWasThere(fixture: Fixture, value: FlagValue) throws {
        try withTemporaryDirectory { folder in
            let source = try fixture.make(folder)
            let before = try fixture.contents(folder)
            for flag in ["ON", "NEW"] {
                let prior = try source.snapshot(flag)
                guard fixture.holds(flag, value) else {
                    let error = #expect(throws: FlagsError.self) { try source.prepare(value, over: prior) }
                    #expect(error?.status == .badInput)
                    #expect(try fixture.contents(folder) == before)
                    continue
                }
                let target = try source.prepare(value, over: prior)
                #expect(try fixture.contents(folder) == before, "prepare touches nothing")
                let written = try source.write(target, expecting: prior)
                #expect(written.snapshot.hash == target.hash)
                #expect(try source.get(flag) == value)
                #expect(try source.snapshot(flag).hash == target.hash)
                try source.write(prior, expecting: target)
                #expect(try fixture.contents(folder) == before)
            }
        }
    }

    @Test(arguments: fixtures)
    func aStaleExpectationChangesNothing(fixture: Fixture) throws {
        try withTemporaryDirectory { folder in
            let source = try fixture.make(folder)
            let prior = try source.snapshot("ON")
            try source.set(.boolean(false), over: prior)
            let contents = try fixture.contents(folder)
            let error = #expect(throws: FlagsError.self) { try source.set(.boolean(true), over: prior) }
            #expect(error?.status == .partial)
            #expect(error?.message == "'ON' in 'app' was changed by somebody else: it should be 'true' and is 'false'")
            #expect(try fixture.contents(folder) == contents)

            let absent = try source.snapshot("NEW")
            try source.set(.number(1), over: absent)
            #expect(throws: FlagsError.self) { try source.set(.number(2), over: absent) }
            #expect(try source.get("NEW") == .number(1))
        }
    }

    @Test(arguments: fixtures)
    func aNameThatCannotBeIsRefused(fixture: Fixture) throws {
        try withTemporaryDirectory { folder in
            let source = try fixture.make(folder)
            let error = #expect(throws: FlagsError.self) { try source.snapshot(fixture.invalidName) }
            #expect(error?.status == .badInput)
            #expect(throws: FlagsError.self) { try source.snapshot("") }
        }
    }
}
