import Processes
import TestSupport
import Testing

/// Real logs, written again and again until they are many, through the real program (`./Scripts/bench volume`).
@Suite struct VolumeTests {
    /// Six megabytes; with `FIREBREAK_SOAK=1` the ten gigabytes that the bench makes by itself.
    @Test("logs of nginx, PostgreSQL, redis-server, rsyslog, Prometheus and pino come out whole and in order, in bounded memory")
    func volume() throws {
        let script = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Benchmarks/volume.py"
        let size = FirebreakProgram.isSoaking ? ["--gigabytes", "10"] : ["--megabytes", "6"]
        let result = try ProgramRun.run(
            ["env", "FIREBREAK_BINARY=\(FirebreakProgram.binaryPath())", Python.path(), script] + size, timeout: .seconds(7200))
        #expect(result.succeeded, "\(result.errorText)")
        #expect(result.outputText.contains("MB at most"), "\(result.outputText)")
    }
}
