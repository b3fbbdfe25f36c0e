import Basics
import Files
import Glibc
import JSON
import Processes
import TestSupport
import Testing

/// Several real programs on one state, as on several machines: they share the work, nothing is done twice, who dies is
/// taken over, and who comes back late is refused. What was done is counted where it arrives: by the programs of a
/// destination and by reload hooks.
@Suite("Two timers on one state")
struct SharedWorkTests {
    @Test(
        "share what is due: each secret is rotated by one of them, and what is held is passed over and said",
        arguments: TeamState.Kind.allCases)
    func share(_ kind: TeamState.Kind) throws {
        try withTemporaryDirectory { directory in
            let scene = try SharedWorkScene(directory, secrets: 8, on: kind)
            // The first one's hook waits until another secret has been rotated, which somebody else has to do.
            try scene.trap(
                "hook", "S0",
                "i=0; while [ $(grep -c . puts) -lt 10 ] && [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done")
            let workers = (0..<2).map { _ in BackgroundThread { try scene.tick() } }
            let ticks = try workers.map { try $0.join() }
            for tick in ticks { #expect(tick.exitCode == 0, "\(tick.outputText) \(tick.errorText)") }
            let items = try ticks.map { try scene.items($0) }
            for secret in scene.secrets {
                let done = items.flatMap { $0 }.filter { $0["subject"]?.stringValue == secret && $0["outcome"] == "done" }
                #expect(done.count == 1, "\(secret) was rotated by \(done.count)")
            }
            #expect(items.allSatisfy { $0.contains { $0["outcome"] == "done" } }, "both worked")
            #expect(items.flatMap { $0 }.allSatisfy { ["done", "skipped"].contains($0["outcome"]?.stringValue) })
            let skipped = items.flatMap { $0 }.filter { $0["outcome"] == "skipped" }
            #expect(skipped.contains { $0["summary"]?.stringValue?.contains("another firebreak is at work") == true })
            try scene.expectEachOnce(rotations: 2)
            let again = try scene.tick()
            #expect(try scene.items(again).isEmpty, "\(again.outputText)")
        }
    }

    @Test(
        "where one is killed the other takes over at once, and goes on where it stood",
        arguments: TeamState.Kind.allCases)
    func killed(_ kind: TeamState.Kind) throws {
        try withTemporaryDirectory { directory in
            let scene = try SharedWorkScene(directory, secrets: 3, on: kind)
            try scene.trap("hook", "S0", "kill -KILL $PPID")
            let died = try scene.tick()
            #expect(died.exitCode != 0)
            let next = try scene.tick()
            #expect(next.exitCode == 0, "\(next.outputText) \(next.errorText)")
            // Its hook had run, and nobody could know that it had.
            try scene.expectEachOnce(rotations: 2, hooksOf: ["S0": 2])
            #expect(next.outputText.contains("S0"))
        }
    }

    @Test(
        "who stands still until another has taken over is refused, and does nothing more",
        arguments: TeamState.Kind.allCases,
        [
            // The number of the call at which it is stopped, in the second rotation of the secret.
            ("get", 1), ("get", 2), ("get", 3), ("put", 1), ("hook", 1),
        ])
    func stopped(_ kind: TeamState.Kind, at place: (program: String, call: Int)) throws {
        try withTemporaryDirectory { directory in
            let (program, call) = place
            let scene = try SharedWorkScene(directory, secrets: 3, on: kind, lease: kind == .postgres ? "8s" : nil)
            try scene.trap(program, "S0", "echo $PPID > stopped.new; mv stopped.new stopped; kill -STOP $PPID", at: call)
            let late = BackgroundThread { try scene.tick() }
            try waitUntil("the first stands still", within: .seconds(120)) { FileReader.exists(directory + "/stopped") }
            let process = try #require(pid_t(FileReader.readText(directory + "/stopped").split(separator: "\n")[0]))
            defer { kill(process, SIGCONT) }
            let next = try scene.tickOnceItRanOut()
            #expect(next.exitCode == 0, "\(next.outputText) \(next.errorText)")
            try scene.expectEachOnce(rotations: 2, hooksOf: program == "hook" ? ["S0": 2] : [:])
            kill(process, SIGCONT)
            let end = try late.join()
            #expect(end.exitCode == 2, "\(end.outputText) \(end.errorText)")
            #expect(try scene.items(end).contains { $0["subject"] == "S0" && $0["outcome"] == "failed" }, "\(end.outputText)")
            #expect(end.outputText.contains("taken over"), "\(end.outputText)")
            // Nothing more was done by it.
            try scene.expectEachOnce(rotations: 2, hooksOf: program == "hook" ? ["S0": 2] : [:])
        }
    }

    @Test("of two clocks that differ by ten minutes neither decides who is late: on PostgreSQL the server's does")
    func clocks() throws {
        try withTemporaryDirectory { directory in
            let scene = try SharedWorkScene(directory, secrets: 3, on: .postgres, lease: "10s")
            try scene.trap("hook", "S0", "touch waits; i=0; while [ ! -e go ] && [ $i -lt 600 ]; do sleep 0.1; i=$((i+1)); done")
            let slow = BackgroundThread { try scene.tick() }
            try waitUntil("the first is at its hook", within: .seconds(120)) { FileReader.exists(directory + "/waits") }
            for clock in [Duration.seconds(600), .seconds(-600), .seconds(600)] {
                let other = try scene.tick(later: clock)
                #expect(other.exitCode == 0, "\(other.outputText) \(other.errorText)")
                let held = try scene.items(other).filter { $0["subject"] == "S0" }
                #expect(held.map { $0["outcome"] } == ["skipped"], "\(other.outputText)")
                // Longer than the lease, which is renewed meanwhile.
                pause(.milliseconds(3500))
            }
            let doctor = try ProgramRun.run(
                FakeClock.launcher("+600s") + [scene.program.path, "doctor"], environment: scene.environment,
                workingDirectory: directory)
            #expect(doctor.outputText.contains("10m ahead of the state's own"), "\(doctor.outputText)")
            #expect(doctor.outputText.contains("secret S0: "), "\(doctor.outputText)")
            try AtomicFile.create(directory + "/go", [])
            let end = try slow.join()
            #expect(end.exitCode == 0, "\(end.outputText) \(end.errorText)")
            try scene.expectEachOnce(rotations: 2)
        }
    }
}
