import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// SIGKILL of the real program at instants of `sessions revoke`, on a real server.
@Suite("A revocation that is killed")
struct RevocationKillTests {
    private static let count = 60_000

    @Test("leaves the rest to the next run, which finishes it")
    func killedMidway() throws {
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            let server = try RedisServer()
            let configuration = "stores:\n  web: {url: \"\(server.url)\", layout: connect-redis}\n"
            try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
            let arguments = ["sessions", "revoke", "--store", "web", "--all", "--watch", "0s", "--yes", "--json"]

            try fill(server)
            let start = ContinuousClock.now
            _ = try receipt(firebreak.run(arguments), remaining: 0)
            let whole = ContinuousClock.now - start

            var midway = 0
            for round in 1...6 {
                try fill(server)
                let instant = whole.inSeconds * Double(round) / 7
                let result = try firebreak.run(through: ["timeout", "-s", "KILL", String(instant)], arguments)
                let left = try #require(Int(server.ask("DBSIZE")))
                if result.exitCode == 137, (1..<Self.count).contains(left) { midway += 1 }
                if left == 0 { continue }
                let rest = try receipt(firebreak.run(arguments), remaining: 0)
                #expect(rest["revoked"]?.integerValue == Int64(left))
                #expect(try server.ask("DBSIZE") == "0")
            }
            #expect(midway > 0, "none of the kills came between the first removal and the last")
            #expect(
                try JSONValue(parsing: firebreak.run("journal", "verify", "--json").standardOutput)["intact"] == true)
        }
    }

    @Test("watches until it is told to stop, and then counts")
    func endsTheWatchAtASignal() throws {
        try withTemporaryDirectory { directory in
            let firebreak = try FirebreakProgram(in: directory)
            let server = try RedisServer()
            let configuration = "stores:\n  web: {url: \"\(server.url)\", layout: connect-redis}\n"
            try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
            try server.ask("SET", "sess:a", #""{\"passport\":{\"user\":\"u1\"}}""#)
            let saver = BackgroundThread {
                for _ in 0..<5 {
                    try waitUntil("it is out") { try server.ask("EXISTS", "sess:a") == "0" }
                    try server.ask("SET", "sess:a", #""{\"passport\":{\"user\":\"u1\"}}""#)
                }
                try waitUntil("it is out for good") { try server.ask("EXISTS", "sess:a") == "0" }
                try AtomicFile.create(directory + "/enough", [])
            }
            let script = """
                "$0" sessions watch --store web --user u1 --yes --json & watch=$!
                until [ -e enough ]; do sleep 0.1; done
                kill -INT $watch; wait $watch
                """
            let result = try ProgramRun.run(["sh", "-c", script, firebreak.path], workingDirectory: directory)
            try saver.join()
            let document = try receipt(result, remaining: 0)
            #expect(document["revoked"] == 1 && document["resurrected"] == 5)
        }
    }

    private func fill(_ server: RedisServer) throws {
        let script =
            #""for i = 1, \#(Self.count) do redis.call('SET', 'sess:s' .. i, '{\"passport\":{\"user\":\"u1\"}}') end return 1""#
        try server.ask("EVAL", script, "0")
        #expect(try server.ask("DBSIZE") == String(Self.count))
    }

    private func receipt(_ result: ProgramResult, remaining: Int64) throws -> JSONValue {
        #expect(result.exitCode == 0, "\(result.errorText)")
        let document = try JSONValue(parsing: result.standardOutput)
        #expect(document["remaining"]?.integerValue == remaining)
        #expect(document["verified"] == true, "\(document.compact)")
        return document
    }
}
