import Basics
import Files
import Flags
import Glibc
import JSON
import TestSupport
import Testing

@Suite("The flagd source") struct FlagdFlagSourceTests {
    private func with(_ text: String, _ body: (FlagdFlagSource, String) throws -> Void) throws {
        try withTemporaryDirectory { folder in
            try AtomicFile.create(folder + "/flags.json", Array(text.utf8))
            try body(FlagdFlagSource(name: "release", path: folder + "/flags.json"), folder + "/flags.json")
        }
    }

    struct Edit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let value: FlagValue
        let before: String
        let after: String
    }

    static let head = #"{ "flags" : {"A": "#
    static let edits = [
        Edit(
            testDescription: "off is the variant that is false", value: .boolean(false),
            before: #"{"x": 1.0, "state":"ENABLED", "defaultVariant" :"on","variants":{"on":true,"off":false}}"#,
            after: #"{"x": 1.0, "state":"ENABLED", "defaultVariant" :"off","variants":{"on":true,"off":false}}"#),
        Edit(
            testDescription: "rules give way", value: .boolean(false),
            before:
                #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","targeting":{"if":[true,"on"]}}"#,
            after: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off","targeting":{}}"#),
        Edit(
            testDescription: "a value without a variant gets one", value: .number(2),
            before: #"{"state":"ENABLED","variants":{"small": 5, "big": 50},"defaultVariant":"small"}"#,
            after:
                #"{"state":"ENABLED","variants":{"small": 5, "big": 50, "firebreak": 2},"defaultVariant":"firebreak"}"#),
        Edit(
            testDescription: "absent is disabled", value: .absent,
            before: #"{"state":"ENABLED","variants":{"on":true},"defaultVariant":"on"}"#,
            after: #"{"state":"DISABLED","variants":{"on":true},"defaultVariant":"on"}"#),
        Edit(
            testDescription: "a disabled flag is enabled", value: .boolean(true),
            before: #"{"state":"DISABLED","variants":{"on":true,"off":false},"defaultVariant":null}"#,
            after: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on"}"#),
        Edit(
            testDescription: "a default variant is added", value: .boolean(true),
            before: #"{"state":"ENABLED","variants":{"on":true,"off":false}}"#,
            after: #"{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on"}"#),
        Edit(
            testDescription: "what is so already stays", value: .boolean(true),
            before: #"{"state":"ENABLED","variants":{"yes":true,"on":true},"defaultVariant":"on"}"#,
            after: #"{"state":"ENABLED","variants":{"yes":true,"on":true},"defaultVariant":"on"}"#),
    ]

    @Test("changes what must change and no other byte", arguments: edits)
    func smallestChange(edit: Edit) throws {
        for (head, tail) in [
            (Self.head, "  }\t}\r\n"), (#"{"flags":[{"key":"B","state":"ENABLED","variants":{"x":1}}, "#, "]}"),
        ] {
            let isArray = head.hasSuffix(", ")
            let (before, after) =
                isArray
                ? (#"{"key":"A","# + edit.before.dropFirst(), #"{"key":"A","# + edit.after.dropFirst())
                : (edit.before, edit.after)
            try with(head + before + tail) { source, path in
                let prior = try source.snapshot("A")
                let target = try source.set(edit.value, over: prior).snapshot
                #expect(target.value == edit.value)
                #expect(try FileReader.readText(path) == head + after + tail)
                try source.write(prior, expecting: target)
                #expect(try FileReader.readText(path) == head + before + tail)
            }
        }
    }

    @Test("a new flag is laid out as its neighbours, and goes away again")
    func newFlag() throws {
        try with(FlagdFiles.lines) { source, path in
            let prior = try source.snapshot("NEW")
            let target = try source.set(.boolean(false), over: prior).snapshot
            let added = """
                ,
                    "NEW": {
                      "state": "ENABLED",
                      "variants": {"on":true,"off":false},
                      "defaultVariant": "off"
                    }
                """
            #expect(try FileReader.readText(path).contains(#""small"\#n    }"# + added))
            try source.write(prior, expecting: target)
            #expect(try FileReader.readText(path) == FlagdFiles.lines)
        }
    }

    @Test("says that rules are set aside")
    func warns() throws {
        try with(Self.head + Self.edits[1].before + "}}") { source, _ in
            let written = try source.set(.boolean(true), over: source.snapshot("A"))
            #expect(written.warnings == ["the targeting of A is set aside until the flag is restored"])
        }
    }

    @Test("another change of the definition is told as one")
    func changedElsewhere() throws {
        try with(Self.head + Self.edits[0].before + "}}") { source, path in
            let prior = try source.snapshot("A")
            try AtomicFile.replace(path, with: Array((Self.head + Self.edits[6].before + "}}").utf8))
            let error = #expect(throws: FlagsError.self) { try source.set(.boolean(false), over: prior) }
            #expect(error?.message.contains("its value is still 'true'") == true)
        }
    }

    @Test(
        "a file that is not in order is refused and left alone",
        arguments: [
            "", "{", "[]", "{}", #"{"flags":5}"#, #"{"flags":{"A":5}}"#, #"{"flags":{"A":{}}}"#,
            #"{"flags":{"A":{"state":"ON","variants":{"x":1}}}}"#,
            #"{"flags":{"A":{"state":"ENABLED","variants":{}}}}"#,
            #"{"flags":{"A":{"state":"ENABLED","variants":{"x":1},"defaultVariant":"y"}}}"#,
            #"{"flags":{"A":{"state":"ENABLED","variants":{"x":1},"defaultVariant":7}}}"#,
            #"{"flags":{"A":{"state":"ENABLED","variants":{"x":1},"targeting":[]}}}"#,
            #"{"flags":{"A":{"state":"ENABLED","state":"DISABLED","variants":{"x":1}}}}"#,
            #"{"flags":[{"state":"ENABLED","variants":{"x":1}}]}"#, #"{"flags":[{"key":"A"},{"key":"A"}]}"#,
            String(repeating: "[", count: 5000),
        ])
    func hostile(text: String) throws {
        try with(text) { source, path in
            let error = #expect(throws: FlagsError.self) { try source.snapshot("A") }
            #expect(error?.status == .badInput)
            #expect(error?.message.hasPrefix("flag source 'release': \(path): ") == true)
            let after = try FileReader.readText(path)
            #expect(after == text)
        }
    }

    @Test("a read-only file is told before anything is done")
    func readOnly() throws {
        try with(FlagdFiles.lines) { source, path in
            try #require(chmod(path, 0o444) == 0)
            let prior = try source.snapshot("ON")
            let error = #expect(throws: FlagsError.self) { try source.prepare(.boolean(false), over: prior) }
            #expect(error?.status == .refused)
        }
    }

    @Test("a full disk leaves the file whole", .enabled(if: FullDisk.canMount, "a tiny tmpfs needs root's rights"))
    func fullDisk() throws {
        try withTemporaryDirectory { folder in
            let disk = folder + "/disk"
            try FullDisk.with(at: disk) {
                let before = FlagdFiles.lines + String(repeating: " ", count: 6000)
                try AtomicFile.create(disk + "/flags.json", Array(before.utf8))
                try FullDisk.fill(disk)
                let source = FlagdFlagSource(name: "release", path: disk + "/flags.json")
                let prior = try source.snapshot("ON")
                let error = #expect(throws: FlagsError.self) { try source.set(.boolean(false), over: prior) }
                #expect(error?.status == .inputOutput)
                let after = try FileReader.readText(disk + "/flags.json")
                #expect(after == before)
            }
        }
    }

    @Test("a file that is not there is told")
    func missing() {
        let source = FlagdFlagSource(name: "release", path: "/nonexistent/flags.json")
        let error = #expect(throws: FlagsError.self) { try source.list() }
        #expect(error?.status == .inputNotFound)
    }
}
