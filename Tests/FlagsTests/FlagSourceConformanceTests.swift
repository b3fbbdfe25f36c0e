import Basics
import Files
import Flags
import JSON
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
    }

    static let fixtures: [Fixture] = ([nil] + DotEnvDocument.Dialect.allCases).map { dialect in
        Fixture(
            testDescription: "dotenv, \(dialect?.rawValue ?? "dialect not named")",
            make: { folder in
                try AtomicFile.create(folder + "/flags", Array("# flags\nON=true\nLIMIT=5\n".utf8))
                return DotEnvFlagSource(name: "app", path: folder + "/flags", dialect: dialect)
            },
            contents: { try FileReader.read($0 + "/flags") },
            invalidName: "not a name")
    }

    @Test(arguments: fixtures)
    func listsAndGets(fixture: Fixture) throws {
        try withTemporaryDirectory { folder in
            let source = try fixture.make(folder)
            #expect(source.name == "app")
            #expect(
                try source.list() == [
                    FlagReading(name: "ON", value: .boolean(true)), FlagReading(name: "LIMIT", value: .number(5)),
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
            let error = #expect(throws: FlagsError.self) { try source.set(.string("mine"), over: prior) }
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
