import Basics
import Files
import Foundation
import JSON
import Processes
import TestSupport
import Testing

/// SIGKILL of the real program at the system calls by which `flags set`, `lockdown` and `restore` leave something behind,
/// with every kind of source. `FIREBREAK_SOAK=1` takes each of these calls; the short form a few of each command.
@Suite("A change of flags that is killed", .enabled(if: SystemCallTrace.isPossible, "strace is needed, and leave to use it"))
struct FlagKillTests {
    /// What is left behind by: files, the state, commands to Redis, the ends of programs.
    private static let calls =
        "write,pwrite64,writev,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,"
        + "sendto,sendmsg,wait4,waitid"

    /// A command that is killed.
    struct Act: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        /// Whether it starts where the lockdown holds.
        var isUndoing = false
        var testDescription: String { arguments.prefix(3).joined(separator: " ") }
    }

    static let acts = [
        Act(arguments: ["flags", "lockdown", "off", "--yes"]),
        Act(arguments: ["flags", "restore", "--lockdown", "off", "--yes"], isUndoing: true),
        Act(arguments: ["flags", "disable", "FILE", "--source", "app", "--yes"]),
        Act(arguments: ["flags", "disable", "rule", "--source", "release", "--yes"]),
        Act(arguments: ["flags", "disable", "live", "--source", "cache", "--yes"]),
        Act(arguments: ["flags", "disable", "old", "--source", "legacy", "--yes"]),
    ]

    @Test("is finished or undone by tick, and everything can be put back", arguments: acts)
    func killed(act: Act) throws {
        let server = try RedisServer()
        try withTemporaryDirectory { directory in
            let scene = try FlagScene(directory, server)
            try scene.reset(isLockedDown: act.isUndoing)
            let points = try Self.points(of: act, scene)
            let wanted = FirebreakProgram.isSoaking ? points.count : 4
            var killed = 0
            for index in 0..<min(wanted, points.count) {
                // Spread over all of them.
                let (call, number) = points[index * points.count / wanted]
                try scene.reset(isLockedDown: act.isUndoing)
                let result = try scene.run(
                    act.arguments,
                    under: [
                        "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(Self.calls)", "-e",
                        "inject=\(call):signal=SIGKILL:when=\(number)",
                    ])
                if !result.succeeded { killed += 1 }
                try Self.expectWhole(act, scene, "killed at \(call) \(number)")
            }
            #expect(killed * 2 > min(wanted, points.count), "hardly any run was killed")
        }
    }

    /// The calls of a whole run: each name as often as the busiest thread makes it.
    private static func points(of act: Act, _ scene: FlagScene) throws -> [(call: String, number: Int)] {
        let trace = scene.directory + "/trace"
        let result = try scene.run(
            act.arguments, under: ["strace", "-f", "-qq", "-o", trace, "-e", "trace=\(calls)"])
        try #require(result.succeeded, "\(result.errorText)")
        var counts: [String: [Substring: Int]] = [:]
        var points: [(String, Int)] = []
        for line in try FileReader.readText(trace).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard words.count == 2, let bracket = words[1].firstIndex(of: "("), !words[1].hasPrefix("<") else { continue }
            let call = String(words[1][..<bracket]).trimmingCharacters(in: .whitespaces)
            counts[call, default: [:]][words[0], default: 0] += 1
            let number = counts[call]?[words[0]] ?? 0
            if !points.contains(where: { $0 == (call, number) }) { points.append((call, number)) }
        }
        try #require(points.count > 20)
        return points
    }

    /// After `tick` all of a change is there or nothing; then it is put back, to the byte.
    private static func expectWhole(_ act: Act, _ scene: FlagScene, _ when: Comment) throws {
        var tick = try scene.firebreak.run("tick", "--json")
        // A program of a source's that is writing still holds the lock, and is waited for.
        for _ in 0..<10 where tick.exitCode == 75 { tick = try scene.firebreak.run("tick", "--json") }
        #expect(tick.exitCode == 0, "\(when): \(tick.errorText)")
        let contents = try scene.contents()
        if act.isUndoing {
            // A part may be restored: the next run does the rest.
            #expect(zip(contents, zip(scene.before, scene.after)).allSatisfy { $0 == $1.0 || $0 == $1.1 }, when)
        } else {
            let changed = zip(contents, scene.before).filter { $0 != $1 }.count
            let all = act.arguments[1] == "lockdown" ? 4 : 1
            #expect(changed == 0 || changed == all, when)
        }
        let isOverridden = try scene.firebreak.run("flags", "list", "--json").outputText.contains("\"ov-")
        if act.isUndoing || act.arguments[1] == "lockdown" {
            let restored = try scene.firebreak.run("flags", "restore", "--lockdown", "off", "--yes")
            #expect(restored.exitCode == (isOverridden ? 0 : 66), "\(when): \(restored.errorText)")
        } else if isOverridden {
            let restored = try scene.firebreak.run("flags", "restore", act.arguments[2], "--yes")
            #expect(restored.exitCode == 0, "\(when): \(restored.errorText)")
        }
        #expect(try scene.contents() == scene.before, when)
        #expect(try !scene.firebreak.run("flags", "list", "--json").outputText.contains("\"ov-"), when)
        let journal = try scene.firebreak.run("journal", "verify", "--json")
        #expect(try JSONValue(parsing: journal.standardOutput)["intact"] == true, when)
    }
}

/// A folder with a source of each kind, which can be put back to how it was before a lockdown and right after it.
private struct FlagScene {
    let directory: String
    let server: RedisServer
    let firebreak: FirebreakProgram
    /// What the sources hold before the lockdown and after it, to the byte.
    let before: [String]
    let after: [String]

    init(_ directory: String, _ server: RedisServer) throws {
        self.directory = directory
        self.server = server
        try Self.make(directory + "/start")
        // The state is put back as files, so it is on SQLite whatever the other tests run on.
        let configuration = """
            state: sqlite:.firebreak/state.db
            flags:
              app: {dotenv: {path: .env}}
              release: {flagd: {path: flags.json}}
              cache: {redis: {url: "\(server.url)", hash: flags, channel: changed}}
              legacy:
                command: {read: [./flag, get], write: [./flag, set], list: [./flag, list], remove: [./flag, unset]}
            lockdowns:
              off: {app: {FILE: false}, release: {rule: false}, cache: {live: false}, legacy: {old: false}}

            """
        try AtomicFile.create(directory + "/start/firebreak.yaml", Array(configuration.utf8))
        try Self.copy(directory + "/start", to: directory + "/work")
        try server.ask("HSET", "flags", "live", "on")
        firebreak = try FirebreakProgram(in: directory + "/work")
        before = try Self.contents(directory + "/work", server)
        let result = try firebreak.run("flags", "lockdown", "off", "--yes")
        try #require(result.exitCode == 0, "\(result.errorText)")
        after = try Self.contents(directory + "/work", server)
        try Self.copy(directory + "/work", to: directory + "/locked")
    }

    private static func make(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder + "/old", withIntermediateDirectories: true)
        try AtomicFile.create(folder + "/.env", Array("# flags\nFILE='yes' # on\nOTHER=1".utf8))
        let flag = #"{"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on", "x": 1.0}"#
        try AtomicFile.create(folder + "/flags.json", Array("{\"flags\": {\"rule\": \(flag)}}\n".utf8))
        try AtomicFile.create(folder + "/old/old", Array("true".utf8))
        let script = """
            #!/bin/sh
            cd old || exit 9
            case $1 in
            get) [ -e "$2" ] || exit 1; cat "$2" ;;
            set) cat > "$2" ;;
            unset) rm "$2" ;;
            list) printf '{"old":"%s"}' "$(cat old)" ;;
            esac

            """
        try AtomicFile.create(folder + "/flag", Array(script.utf8), mode: 0o755)
    }

    /// Everything as it was before the lockdown, or right after it.
    func reset(isLockedDown: Bool) throws {
        try Self.copy(directory + (isLockedDown ? "/locked" : "/start"), to: directory + "/work")
        try server.ask("HSET", "flags", "live", isLockedDown ? "off" : "on")
    }

    func contents() throws -> [String] { try Self.contents(directory + "/work", server) }

    /// Runs firebreak under another program.
    func run(_ arguments: [String], under program: [String]) throws -> ProgramResult {
        try ProgramRun.run(
            program + [firebreak.path] + arguments, workingDirectory: directory + "/work", timeout: .seconds(120))
    }

    private static func contents(_ folder: String, _ server: RedisServer) throws -> [String] {
        try [
            FileReader.readText(folder + "/.env"), FileReader.readText(folder + "/flags.json"),
            server.ask("HGET", "flags", "live"), FileReader.readText(folder + "/old/old"),
        ]
    }

    private static func copy(_ source: String, to target: String) throws {
        if FileManager.default.fileExists(atPath: target) { try FileManager.default.removeItem(atPath: target) }
        try FileManager.default.copyItem(atPath: source, toPath: target)
    }
}

/// strace, which tells a program's system calls, and kills it at one of them.
private enum SystemCallTrace {
    /// Whether it is here and may be used.
    static let isPossible = (try? ProgramRun.run(["strace", "-qq", "-o", "/dev/null", "true"]))?.succeeded == true
}
