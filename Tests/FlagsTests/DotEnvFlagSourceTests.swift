import Basics
import Files
import Flags
import Glibc
import JSON
import TestSupport
import Testing

@Suite struct DotEnvFlagSourceTests {
    struct Spelling: Sendable, CustomTestStringConvertible {
        let before: String
        let off: String
        var testDescription: String { before }
    }

    /// What stands for A, and for A switched off.
    @Test(arguments: [
        Spelling(before: "true", off: "false"), Spelling(before: "TRUE", off: "FALSE"),
        Spelling(before: "True", off: "False"), Spelling(before: "1", off: "0"), Spelling(before: "on", off: "off"),
        Spelling(before: "ON", off: "OFF"), Spelling(before: "Yes", off: "No"), Spelling(before: "y", off: "n"),
        Spelling(before: "T", off: "F"), Spelling(before: "enabled", off: "disabled"),
        Spelling(before: "\"true\"", off: "\"false\""), Spelling(before: "'1' # c", off: "'0' # c"),
        Spelling(before: "", off: "false"), Spelling(before: "maybe", off: "false"),
        Spelling(before: "off", off: "off"),
    ])
    func aToggledFlagKeepsItsSpelling(spelling: Spelling) throws {
        try withTemporaryDirectory { folder in
            let before = "A=\(spelling.before)\r\n"
            try AtomicFile.create(folder + "/.env", Array(before.utf8))
            let source = DotEnvFlagSource(name: "app", path: folder + "/.env")
            let prior = try source.snapshot("A")
            let target = try source.set(.boolean(false), over: prior).snapshot
            #expect(try FileReader.readText(folder + "/.env") == "A=\(spelling.off)\r\n")
            try source.write(prior, expecting: target)
            #expect(try FileReader.readText(folder + "/.env") == before)
        }
    }

    @Test(
        arguments: [
            ("true", FlagValue.boolean(true)), ("OFF", .boolean(false)), ("Enabled", .boolean(true)), ("1", .number(1)),
            ("007", .string("007")), ("1.10", .string("1.10")), ("1e3", .string("1e3")), ("-2.5", .number(-2.5)),
            ("[1]", .json([1])), ("[1", .string("[1")), ("null", .string("null")), ("nan", .string("nan")),
        ] as [(String, FlagValue)])
    func whatATextMeans(text: String, value: FlagValue) throws {
        try withTemporaryDirectory { folder in
            try AtomicFile.create(folder + "/.env", Array("A=\(text)\n".utf8))
            #expect(try DotEnvFlagSource(name: "app", path: folder + "/.env", dialect: .literal).get("A") == value)
        }
    }

    @Test func aFileThatIsNotThereIsMadeAndTakenAway() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/.env.override"
            let source = DotEnvFlagSource(name: "app", path: path)
            #expect(try source.list().isEmpty)
            let prior = try source.snapshot("A")
            let target = try source.set(.boolean(false), over: prior).snapshot
            #expect(try FileReader.readText(path) == "A=false\n")
            var information = stat()
            try #require(stat(path, &information) == 0)
            let mask = umask(0o022)
            umask(mask)
            #expect(information.st_mode & 0o777 == 0o644 & ~mask)
            try source.write(prior, expecting: target)
            #expect(!FileReader.exists(path))
        }
    }

    @Test func anEmptyFileStays() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/.env.override"
            try AtomicFile.create(path, [])
            let source = DotEnvFlagSource(name: "app", path: path)
            let prior = try source.snapshot("A")
            let target = try source.set(.boolean(false), over: prior).snapshot
            try source.write(prior, expecting: target)
            #expect(try FileReader.read(path).isEmpty)
        }
    }

    @Test func aTextIsListedOnlyWhereItIsSaidToBeAFlag() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/.env"
            try AtomicFile.create(path, Array("DB_PASSWORD=hunter2\nENABLE_X=yes\nENABLE_KIND=fast\nMAX=3\n".utf8))
            let all = DotEnvFlagSource(name: "app", path: path)
            #expect(try all.list().map(\.name) == ["ENABLE_X", "MAX"])
            let named = DotEnvFlagSource(name: "app", path: path, names: ["ENABLE_*"])
            #expect(try named.list().map(\.name) == ["ENABLE_X", "ENABLE_KIND"])
            #expect(throws: FlagsError.self) { try named.snapshot("DB_PASSWORD") }
            #expect(try named.get("ENABLE_NEW") == .absent)
        }
    }

    @Test func aReferenceToAnotherVariableGoesBackAsItWas() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/.env"
            let before = "A=\"${B:-x}\" # c\nB=1\n"
            try AtomicFile.create(path, Array(before.utf8))
            let source = DotEnvFlagSource(name: "app", path: path, dialect: .compose)
            let prior = try source.snapshot("A")
            let target = try source.set(.boolean(false), over: prior).snapshot
            #expect(try FileReader.readText(path) == "A=\"false\" # c\nB=1\n")
            try source.write(prior, expecting: target)
            #expect(try FileReader.readText(path) == before)
        }
    }

    @Test func tellsThatAValueHadToBeQuotedOtherwise() throws {
        try withTemporaryDirectory { folder in
            try AtomicFile.create(folder + "/.env", Array("A=x\n".utf8))
            let source = DotEnvFlagSource(name: "app", path: folder + "/.env")
            let written = try source.set(.string("a b"), over: source.snapshot("A"))
            #expect(written.warnings == ["the value of A had to be quoted otherwise than before"])
        }
    }

    // MARK: What is wrong with a file

    @Test func aKeyThatStandsTwiceIsToldWithItsLines() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/.env"
            let before = "A=true\n# c\nA=false\nB=1\n"
            try AtomicFile.create(path, Array(before.utf8))
            let source = DotEnvFlagSource(name: "app", path: path)
            let error = #expect(throws: FlagsError.self) { try source.snapshot("A") }
            #expect(error?.message == "flag source 'app': \(path): A stands twice: on lines 1 and 3")
            #expect(error?.hint != nil)
            #expect(error?.status == .badInput)
            try source.set(.number(2), over: source.snapshot("B"))
            #expect(try FileReader.readText(path) == "A=true\n# c\nA=false\nB=2\n")
        }
    }

    @Test func aValueThatIsNoTextIsToldWithItsLineAndDisturbsNobody() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/.env"
            try AtomicFile.create(path, Array("A=true\nLATIN=".utf8) + [0xE9] + Array("\n".utf8))
            let source = DotEnvFlagSource(name: "app", path: path)
            #expect(try source.list().map(\.name) == ["A"])
            let error = #expect(throws: FlagsError.self) { try source.snapshot("LATIN") }
            #expect(error?.message == "flag source 'app': \(path): the value on line 2 is not UTF-8 text")
            try source.set(.boolean(false), over: source.snapshot("A"))
            #expect(try FileReader.read(path) == Array("A=false\nLATIN=".utf8) + [0xE9, 0x0A])
        }
    }

    @Test func aReadOnlyFileIsToldBeforeAnythingIsDone() throws {
        try withTemporaryDirectory { folder in
            let path = folder + "/.env"
            try AtomicFile.create(path, Array("A=true\n".utf8))
            try #require(chmod(path, 0o444) == 0)
            let source = DotEnvFlagSource(name: "app", path: path)
            let prior = try source.snapshot("A")
            let error = #expect(throws: FlagsError.self) { try source.prepare(.boolean(false), over: prior) }
            #expect(error?.message == "flag source 'app': \(path) is read-only")
            #expect(error?.hint != nil)
            #expect(error?.status == .refused)
        }
    }

    @Test func whatIsNoFileIsTold() throws {
        try withTemporaryDirectory { folder in
            let source = DotEnvFlagSource(name: "app", path: folder)
            let error = #expect(throws: FlagsError.self) { try source.list() }
            #expect(error?.message == "flag source 'app': \(folder) is not a regular file")
            let lost = DotEnvFlagSource(name: "app", path: folder + "/none/.env")
            let prior = try lost.snapshot("A")
            let missing = #expect(throws: FlagsError.self) { try lost.prepare(.boolean(false), over: prior) }
            #expect(missing?.status == .inputNotFound)
        }
    }

    @Test(.enabled(if: FullDisk.canMount, "mounting a tiny tmpfs needs root's rights"))
    func aFullDiskLeavesTheFileWhole() throws {
        try withTemporaryDirectory { folder in
            let disk = folder + "/disk"
            try FullDisk.with(at: disk) {
                let before = "A=true\n" + String(repeating: "# x\n", count: 1500)
                try AtomicFile.create(disk + "/.env", Array(before.utf8))
                try FullDisk.fill(disk)
                let source = DotEnvFlagSource(name: "app", path: disk + "/.env")
                let prior = try source.snapshot("A")
                let error = #expect(throws: FlagsError.self) { try source.set(.boolean(false), over: prior) }
                #expect(error?.status == .inputOutput)
                #expect(error?.message == "flag source 'app': no space left to write \(disk)/.env")
                #expect(try FileReader.readText(disk + "/.env") == before)
            }
        }
    }
}
