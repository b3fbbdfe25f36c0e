import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// Token cut-offs after a compromise, by the real program at a real Redis.
@Suite("A compromised secret whose tokens are cut off")
struct CutoffProgramTests {
    private func program(_ directory: String, _ server: RedisServer) throws -> FirebreakProgram {
        try AtomicFile.create(
            directory + "/firebreak.yaml",
            Array(
                """
                stores:
                  web:
                    url: \(server.url)
                    layout: connect-redis
                    cutoff: {key: "jwt:cutoff:{user}", all: "jwt:cutoff", ttl: 24h}
                secrets:
                  KEY:
                    kind: jwt-hs256
                    consumer: single
                    caches: [{name: api-gateway, ttl: 1h}, {name: edge, ttl: 5m}]
                    cutoffStores: [web]
                    destinations: [{dotenv: {path: .env, key: KEY}}]

                """.utf8))
        return try FirebreakProgram(in: directory)
    }

    @Test("killed at any boundary, it is finished by tick: the cut-off is there, and the rotation ended")
    func killed() throws {
        let server = try RedisServer()
        let trap = try SystemTrap()
        try withTemporaryDirectory { directory in
            let program = try program(directory, server)
            #expect(try program.run("secrets", "rotate", "KEY", "--yes").exitCode == 0)
            let counted = try program.run(
                ["secrets", "rotate", "KEY", "--compromised", "--yes"],
                environment: trap.counting(to: directory + "/count"))
            #expect(counted.exitCode == 0, "\(counted.errorText)")
            let count = try #require(Int(FileReader.readText(directory + "/count")))
            // The cut-off comes last: of the second half every boundary, or every other one.
            let step = FirebreakProgram.isSoaking ? 1 : 5
            var (killed, between) = (0, 0)
            for boundary in stride(from: count * 6 / 10 + Int.random(in: 0..<step), through: count, by: step) {
                _ = try server.ask("DEL", "jwt:cutoff")
                let result = try program.run(
                    ["secrets", "rotate", "KEY", "--compromised", "--yes"], environment: trap.killing(at: boundary))
                if result.exitCode == 137 { killed += 1 }
                let wasSet = try server.ask("EXISTS", "jwt:cutoff") == "1"
                let before = try JSONValue(parsing: program.run("secrets", "show", "KEY", "--json").standardOutput)
                let isOpen = before["unfinishedRotation"]?["state"] != nil
                if isOpen, !wasSet { between += 1 }
                let tick = try program.run("tick", "--json")
                #expect(tick.exitCode == 0, "boundary \(boundary): \(tick.outputText)")
                let after = try JSONValue(parsing: program.run("secrets", "show", "KEY", "--json").standardOutput)
                #expect(after["unfinishedRotation"] == nil, "boundary \(boundary): \(tick.outputText)")
                if isOpen || result.exitCode == 0 {
                    #expect(try server.ask("EXISTS", "jwt:cutoff") == "1", "boundary \(boundary) of \(count)")
                }
            }
            #expect(killed > 3)
            #expect(between > 0, "none of the kills came between the retirement and the cut-off")
        }
    }

    @Test("a store that is away: status 2, nothing else is kept waiting, and tick goes on when it is back")
    func away() throws {
        let server = try RedisServer()
        try withTemporaryDirectory { directory in
            let program = try program(directory, server)
            #expect(try program.run("secrets", "rotate", "KEY", "--yes").exitCode == 0)
            try server.ask("CONFIG", "SET", "maxmemory", "1")
            let result = try program.run("secrets", "rotate", "KEY", "--compromised", "--yes", "--json")
            #expect(result.exitCode == 2, "\(result.errorText)")
            let outcome = try JSONValue(parsing: result.standardOutput)
            #expect(outcome["stage"] == "current" && outcome["nextStep"] == "cutoff")
            #expect(outcome["cutoffs"]?.arrayValue?.isEmpty == true)
            try server.ask("CONFIG", "SET", "maxmemory", "0")
            let again = try program.run("secrets", "advance", "KEY", "--json")
            #expect(again.exitCode == 0, "\(again.errorText)")
            #expect(try JSONValue(parsing: again.standardOutput)["cutoffs"]?[0]?["store"] == "web")
            #expect(try server.ask("EXISTS", "jwt:cutoff") == "1")
        }
    }

    @Test("the plan says what breaks and until when, who may accept the old value for how long, and where tokens end")
    func plan() throws {
        let server = try RedisServer()
        try withTemporaryDirectory { directory in
            let program = try program(directory, server)
            #expect(try program.run("secrets", "rotate", "KEY", "--yes").exitCode == 0)
            let plan = try JSONValue(
                parsing: program.run("secrets", "rotate", "KEY", "--compromised", "--dry-run", "--json").standardOutput)
            #expect(plan["interruption"]?["what"]?.stringValue?.hasPrefix("tokens that were signed before are refused") == true)
            #expect(plan["interruption"]?["until"]?.stringValue?.contains("no reload hook is configured") == true)
            #expect(plan["interruption"]?["from"]?.stringValue.flatMap(Timestamp.init) != nil)
            #expect(plan["residualTrustSeconds"]?.doubleValue == 3600)
            #expect(plan["residualTrust"]?.arrayValue?.map { $0["name"] } == ["api-gateway", "edge"])
            #expect(plan["residualTrust"]?[1]?["ttlSeconds"]?.doubleValue == 300)
            #expect(plan["cutoffStores"] == ["web"])
            let text = try program.run("secrets", "rotate", "KEY", "--compromised", "--dry-run").outputText
            for line in [
                "until every consumer has read the new value by itself", "tokens that were signed before are refused",
                "Tokens issued before would be refused (store web)", "The old value may be accepted for 1h",
                "by api-gateway, 1h after it is retired", "by edge, 5m after it is retired",
            ] { #expect(text.contains(line), "\(line) is not in\n\(text)") }
            let receipt = try program.run("secrets", "rotate", "KEY", "--compromised", "--yes").outputText
            for line in [
                "The old value may be accepted for 1h more", "by api-gateway, 1h after it is retired",
                "are refused (store web)", "api-gateway may accept the old key for another 1h",
            ] { #expect(receipt.contains(line), "\(line) is not in\n\(receipt)") }
        }
    }
}
