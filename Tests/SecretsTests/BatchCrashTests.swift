import Basics
import Files
import Glibc
import State
import TestSupport
import Testing

@testable import Secrets

@Suite("A crash in the midst of many rotations")
struct BatchCrashTests {
    static let env = "S0=first-value-that-was-there\nS1=another-value-of-thirty-two-chars-or-more\nS3_OLD=older\nOTHER=1\n"

    enum Case: String, CaseIterable { case routine, compromised }

    /// The whole life of two rotations of all; each call begins again what a crash interrupted.
    private func live(_ batch: BatchScene, _ kind: Case, from stage: inout Int) throws {
        if stage == 0 {
            try batch.rotate()
            stage = 1
        }
        if stage == 1 {
            try batch.rotate(compromised: kind == .compromised)
            stage = 2
        }
        if stage == 2 {
            batch.scene.clock.pass(.seconds(86_400))
            try batch.advance()
            stage = 3
        }
    }

    @Test("at every boundary loses nothing, and the next call finishes it", arguments: Case.allCases)
    func everyBoundary(kind: Case) throws {
        var boundary = 0
        var isThrough = false
        while !isThrough, boundary < 100 {
            boundary += 1
            isThrough = try withMemoryDirectory { directory in
                let clock = HandClock()
                var batch = try BatchScene(directory, count: 5, clock: clock)
                try batch.scene.write(Self.env)
                let fuse = Fuse(boundary)
                batch.scene.engine.boundary = { _ in try fuse.pass() }
                var stage = 0
                var reachedTheEnd = true
                do {
                    try live(batch, kind, from: &stage)
                } catch is Crash {
                    reachedTheEnd = false
                    // What a dead process leaves: everything that was written, and nothing in memory.
                    batch = try BatchScene(directory, count: 5, clock: clock)
                    try batch.nothingIsLost("boundary \(boundary)")
                    // What comes next may be alone, or together again.
                    if boundary % 2 == 0 {
                        for definition in try batch.engine.unfinished(batch.definitions) {
                            _ = try batch.engine.advance(definition)
                        }
                        try batch.nothingIsLost("boundary \(boundary), carried on alone")
                    }
                    try live(batch, kind, from: &stage)
                }
                try batch.nothingIsLost("boundary \(boundary), at the end")
                clock.pass(.seconds(86_400))
                try batch.advance()
                try batch.isAtRest("boundary \(boundary)")
                #expect(try batch.scene.value("OTHER") == "1")
                return reachedTheEnd
            }
        }
        #expect(boundary > 12, "there are fewer boundaries than there should be")
        #expect(boundary < 100)
    }

    @Test("by SIGKILL at every boundary: what is on disk then is enough to finish", arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9])
    func killed(boundary: Int) async throws {
        let directory = try TemporaryDirectory(prefix: "firebreak-test")
        let folder = directory.path
        let first = try BatchScene(folder, count: 5)
        try first.scene.write(Self.env)
        try first.rotate()
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String, boundary = boundary as Int] in
            var batch = try BatchScene(folder, count: 5)
            let fuse = Fuse(boundary)
            batch.scene.engine.boundary = { _ in if fuse.isBurnt() { kill(getpid(), SIGKILL) } }
            try batch.rotate(compromised: true)
            // Past the last boundary, it dies all the same.
            kill(getpid(), SIGKILL)
        }
        let next = try BatchScene(folder, count: 5)
        try next.nothingIsLost("killed at boundary \(boundary)")
        try next.advance()
        try next.rotate(compromised: true)
        try next.isAtRest("killed at boundary \(boundary)")
    }
}
