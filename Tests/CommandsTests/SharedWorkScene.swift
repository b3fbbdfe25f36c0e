import Basics
import Files
import Glibc
import JSON
import Processes
import TestSupport
import Testing

/// Secrets that are due, in a folder whose programs count what they are called for.
struct SharedWorkScene {
    let directory: String
    let program: FirebreakProgram
    let secrets: [String]
    let environment: [String: String]
    private let kind: TeamState.Kind
    /// The clock of timers is so far ahead that everything is due.
    private static let ahead = Duration.seconds(2 * 86_400)

    init(_ directory: String, secrets count: Int, on kind: TeamState.Kind, lease: String? = nil) throws {
        self.directory = directory
        self.kind = kind
        environment = TeamState.environment(in: directory, lease: lease)
        secrets = (0..<count).map { "S\($0)" }
        // Each call appends a line; a trap is a script beside it, which is run by the call whose turn it is.
        let traps = """
            n=$(grep -c "^$1\\$" "${0##*/}s"); t="trap-${0##*/}-$1-$n"; [ ! -e "$t" ] || . "./$t"
            """
        for (name, text) in [
            ("put", "cat > \"held-$1.new\" && mv \"held-$1.new\" \"held-$1\"\necho \"$1\" >> puts\n\(traps)"),
            ("get", "echo \"$1\" >> gets\n\(traps)\n[ ! -e \"held-$1\" ] || cat \"held-$1\""),
            ("hook", "echo \"$1\" >> hooks\n\(traps)"),
        ] {
            try AtomicFile.create("\(directory)/\(name)", Array("#!/bin/sh\numask 077\n\(text)\n".utf8))
            try #require(chmod("\(directory)/\(name)", 0o700) == 0)
        }
        let entries = secrets.map { name in
            """
              \(name):
                kind: random
                overlap: 0s
                rotateEvery: 1d
                jitter: 0
                destinations: [{command: {run: [./put, \(name)], read: [./get, \(name)]}}]
                reload: [{run: [./hook, \(name)]}]

            """
        }
        try AtomicFile.create(directory + "/firebreak.yaml", Array("\(try TeamState.line(kind))\nsecrets:\n\(entries.joined())".utf8))
        program = try FirebreakProgram(in: directory)
        let first = try program.run(["secrets", "rotate"] + secrets + ["--yes"])
        try #require(first.exitCode == 0, "\(first.outputText) \(first.errorText)")
    }

    /// Has the n-th call from now on of a program for a secret do something.
    func trap(_ name: String, _ secret: String, _ text: String, at call: Int = 1) throws {
        let before = try calls(name).count { $0 == secret }
        try AtomicFile.create("\(directory)/trap-\(name)-\(secret)-\(before + call)", Array((text + "\n").utf8))
    }

    /// A pass of a timer to whose clock everything is due.
    func tick(later: Duration = .zero) throws -> ProgramResult {
        let seconds = Int((Self.ahead + later).inSeconds)
        return try ProgramRun.run(
            FakeClock.launcher("+\(seconds)s") + [program.path, "tick", "--json"],
            environment: environment, workingDirectory: directory, timeout: .seconds(120))
    }

    /// A pass of another timer once the lease of one that stands still has run out: by the clock of a file's timer, or by
    /// the server's, for which is waited.
    func tickOnceItRanOut() throws -> ProgramResult {
        guard kind == .postgres else { return try tick(later: .seconds(60)) }
        var last: ProgramResult?
        try waitUntil("its lease has run out", within: .seconds(120)) {
            let tick = try tick()
            last = tick
            // It may stand still in the middle of a transaction, which the server undoes after a while.
            if tick.exitCode == 75 || tick.exitCode == 69 { return false }
            guard !tick.standardOutput.isEmpty else {
                throw TestFailure("tick said nothing and ended with \(tick.exitCode): \(tick.errorText)")
            }
            return try !items(tick).contains { $0["outcome"] == "skipped" }
        }
        return try last ?? tick()
    }

    func items(_ tick: ProgramResult) throws -> [JSONValue] {
        try JSONValue(parsing: tick.standardOutput)["items"]?.arrayValue ?? []
    }

    func calls(_ name: String) throws -> [String] {
        guard let bytes = try FileReader.readIfPresent("\(directory)/\(name)s") else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Each secret has so many versions, each of which was written once and told once.
    func expectEachOnce(rotations: Int, hooksOf: [String: Int] = [:], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let (puts, hooks) = (try calls("put"), try calls("hook"))
        for secret in secrets {
            let history = try JSONValue(parsing: program.run("secrets", "history", secret, "--json").standardOutput)
            let versions = history["versions"]?.arrayValue?.count
            #expect(versions == rotations, "\(secret) has \(versions ?? 0) versions", sourceLocation: sourceLocation)
            let written = puts.count { $0 == secret }
            #expect(written == rotations, "\(secret) was written \(written) times", sourceLocation: sourceLocation)
            let told = hooks.count { $0 == secret }
            let expected = hooksOf[secret].map { rotations - 1 + $0 } ?? rotations
            #expect(told == expected, "\(secret)'s hook ran \(told) times", sourceLocation: sourceLocation)
        }
        let verified = try program.run("journal", "verify")
        #expect(verified.exitCode == 0, "\(verified.outputText)", sourceLocation: sourceLocation)
    }
}
