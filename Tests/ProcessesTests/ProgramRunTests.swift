import Basics
import Glibc
import Processes
import TestSupport
import Testing

@Suite("Programs run to their end", .timeLimit(.minutes(10)))
struct ProgramRunTests {
    @Test func outputStatusAndErrorComeBack() throws {
        let result = try ProgramRun.run(["sh", "-c", "printf out; printf err >&2; exit 3"])
        #expect(result.outputText == "out")
        #expect(result.errorText == "err")
        #expect(result.exitCode == 3)
        #expect(!result.succeeded && !result.timedOut && !result.outputWasCut)
    }

    @Test func argumentsAreNotReadByAShell() throws {
        let arguments = ["$(id)", "a b", "*", "", "'\"\\", "ünï"]
        let result = try ProgramRun.run(["printf", "%s\\n"] + arguments)
        #expect(result.outputText == arguments.map { $0 + "\n" }.joined())
    }

    @Test(arguments: [0, 1, 65_536, 1_000_000])
    func inputGoesThrough(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let result = try ProgramRun.run(["cat"], standardInput: bytes)
        #expect(result.standardOutput == bytes)
        #expect(result.succeeded)
    }

    @Test func inputThatNobodyReadsIsNoError() throws {
        let result = try ProgramRun.run(["true"], standardInput: [UInt8](repeating: 7, count: 1_000_000))
        #expect(result.succeeded)
        let closed = try ProgramRun.run(
            ["sh", "-c", "exec <&-; sleep 0.1; echo done"], standardInput: [UInt8](repeating: 7, count: 1_000_000))
        #expect(closed.outputText == "done\n")
    }

    @Test func outputIsCutAtTheLimit() throws {
        let result = try ProgramRun.run(["sh", "-c", "head -c 300000 /dev/zero; echo end >&2"], outputLimit: 1000)
        #expect(result.standardOutput == [UInt8](repeating: 0, count: 1000))
        #expect(result.errorText == "end\n")
        #expect(result.outputWasCut && result.succeeded)
        #expect(try !ProgramRun.run(["printf", "abc"], outputLimit: 3).outputWasCut)
    }

    @Test func aSignalIsToldAsAShellTellsIt() throws {
        let result = try ProgramRun.run(["sh", "-c", "kill -9 $$"])
        #expect(result.exitCode == 137)
        #expect(!result.timedOut)
    }

    @Test func theEnvironmentIsReplacedOrInherited() throws {
        #expect(try ProgramRun.run(["/usr/bin/env"], environment: ["A": "b=c\nd"]).outputText == "A=b=c\nd\n")
        #expect(try ProgramRun.run(["/usr/bin/env"], environment: [:]).outputText == "")
        #expect(try ProgramRun.run(["/usr/bin/env"]).outputText.contains("PATH="))
    }

    @Test func itRunsWhereItIsTold() throws {
        try withTemporaryDirectory { path in
            let result = try ProgramRun.run(["pwd", "-P"], workingDirectory: path)
            #expect(result.outputText.hasSuffix(path + "\n"))
        }
    }

    @Test func aRelativePathIsFoundInTheFolderWhereItRuns() throws {
        try withTemporaryDirectory { path in
            _ = try ProgramRun.run(["sh", "-c", "printf '#!/bin/sh\\npwd -P\\n' > hello"], workingDirectory: path)
            #expect(throws: ProcessesError.self) { try ProgramRun.check(["./hello"], workingDirectory: path) }
            #expect(chmod(path + "/hello", 0o700) == 0)
            try ProgramRun.check(["./hello"], workingDirectory: path)
            #expect(try ProgramRun.run(["./hello"], workingDirectory: path).outputText.hasSuffix(path + "\n"))
            #expect(throws: ProcessesError.self) { try ProgramRun.run(["./hello"]) }
        }
    }

    @Test func itLeadsASessionOfItsOwn() throws {
        let result = try ProgramRun.run(["sh", "-c", "echo $$; cut -d' ' -f5,6 /proc/$$/stat"])
        let numbers = result.outputText.split(whereSeparator: \.isWhitespace)
        #expect(numbers.count == 3)
        #expect(Set(numbers).count == 1)
        #expect(numbers.first.map(String.init) != String(getsid(0)))
    }

    @Test func itInheritsNoOpenFile() throws {
        let descriptor = open("/etc/passwd", O_RDONLY)
        defer { close(descriptor) }
        let result = try ProgramRun.run(["ls", "/proc/self/fd"])
        // 0, 1, 2, and the folder that `ls` itself reads.
        #expect(result.outputText.split(separator: "\n").count == 4)
    }

    @Test func timeUpEndsTheWholeGroup() throws {
        try withTemporaryDirectory { path in
            let script = "sleep 600 & echo $! >\(path)/child; echo started; wait"
            let result = try ProgramRun.run(["sh", "-c", script], timeout: .milliseconds(700))
            #expect(result.timedOut)
            #expect(result.exitCode == 128 + SIGTERM)
            #expect(result.outputText == "started\n")
            let child = try #require(Int32(try ProgramRun.run(["cat", "\(path)/child"]).outputText.dropLast()))
            try waitUntil("the child is gone") { !isAlive(processIdentifier: child) }
        }
    }

    @Test func whatIsCancelledEndsWithItsWholeGroup() throws {
        try withTemporaryDirectory { path in
            let script = "sleep 600 & echo $! >\(path)/child; touch \(path)/begun; wait"
            let result = try ProgramRun.run(
                ["sh", "-c", script], timeout: .seconds(60), isCancelled: { access("\(path)/begun", F_OK) == 0 })
            #expect(result.wasCancelled && !result.timedOut && !result.succeeded)
            let child = try #require(Int32(try ProgramRun.run(["cat", "\(path)/child"]).outputText.dropLast()))
            try waitUntil("the child is gone") { !isAlive(processIdentifier: child) }
        }
    }

    @Test func timeUpLetsTheWholeGroupSayGoodBye() throws {
        let child = "trap 'sleep 0.2; echo good-bye; exit' TERM; while :; do sleep 0.05; done"
        let result = try ProgramRun.run(["sh", "-c", "sh -c \"$1\" & wait", "sh", child], timeout: .milliseconds(500))
        #expect(result.timedOut)
        #expect(result.outputText == "good-bye\n")
    }

    @Test func whoOutlivesItsLeaderIsKilled() throws {
        let child = "trap '' TERM; echo $$; while :; do sleep 0.05; done"
        let result = try ProgramRun.run(["sh", "-c", "sh -c \"$1\" & wait", "sh", child], timeout: .milliseconds(500))
        #expect(result.timedOut && result.exitCode == 128 + SIGTERM)
        let number = try #require(Int32(result.outputText.dropLast()))
        try waitUntil("it is gone") { !isAlive(processIdentifier: number) }
    }

    @Test func whoIgnoresTermIsKilled() throws {
        let result = try ProgramRun.run(
            ["sh", "-c", "trap '' TERM; while :; do sleep 0.05; done"], timeout: .milliseconds(300))
        #expect(result.timedOut)
        #expect(result.exitCode == 128 + SIGKILL)
    }

    @Test func timeUpHoldsWhileTheInputIsNotRead() throws {
        let result = try ProgramRun.run(
            ["sleep", "600"], standardInput: [UInt8](repeating: 0, count: 1_000_000), timeout: .milliseconds(300))
        #expect(result.timedOut)
    }

    @Test func whatRunsOnInTheBackgroundIsNotWaitedFor() throws {
        let result = try ProgramRun.run(["sh", "-c", "sleep 600 & echo $!"])
        let child = try #require(Int32(result.outputText.dropLast()))
        #expect(result.succeeded)
        #expect(isAlive(processIdentifier: child))
        kill(child, SIGKILL)
    }

    @Test func callersOnTheCooperativePoolDoNotWaitForEachOther() async throws {
        let outputs = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<16 {
                group.addTask { try ProgramRun.run(["sh", "-c", "sleep 0.05; echo \(number)"]).outputText }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(outputs.count == 16)
    }
}

@Suite("Programs that cannot run")
struct ProgramRunErrorTests {
    @Test(arguments: ["no-such-program-here", "/no/such/program", "/etc/passwd"])
    func notFound(program: String) {
        #expect { try ProgramRun.run([program]) } throws: { error in
            guard case .notFound(program) = error as? ProcessesError else { return false }
            return (error as? any Failure)?.status == .unavailable
        }
    }

    @Test func noSuchFolder() {
        #expect { try ProgramRun.run(["true"], workingDirectory: "/no/such/folder") } throws: { error in
            if case .workingDirectory("/no/such/folder") = error as? ProcessesError { true } else { false }
        }
    }

    @Test(
        arguments: [
            ([], [:]), ([""], [:]), (["true", "a\0hidden"], [:]), (["true"], ["A": "hidden\0"]),
            (["true"], ["A=B": "hidden"]),
            (["true"], ["": "hidden"]),
        ] as [([String], [String: String])])
    func whatCannotBePassedOn(arguments: [String], environment: [String: String]) {
        #expect { try ProgramRun.run(arguments, environment: environment) } throws: { error in
            guard case .invalidArgument(let what) = error as? ProcessesError else { return false }
            return !what.contains("hidden")
        }
    }
}
