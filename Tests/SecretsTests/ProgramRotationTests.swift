import Basics
import Cryptography
import Files
import JSON
import Processes
import Redis
import TestSupport
import Testing

@testable import Secrets

@Suite("The real program, a secret at destinations of several kinds")
struct ProgramRotationTests {
    @Test("rotates, says where, and shows the value nowhere else")
    func rotation() throws {
        let server = try RedisServer(password: "canary-password")
        try withTemporaryDirectory { directory in
            let program = try FirebreakProgram(in: directory)
            let configuration = """
                secrets:
                  API_KEY:
                    kind: jwt-hs256
                    destinations:
                      - dotenv: {path: .env, key: URL, template: "redis://app:{value}@cache/0"}
                      - redis: {url: "${env:REDIS_URL}", key: api, previousKey: api-old}
                      - file: {path: key, previousPath: key-old}
                """
            try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
            let environment = ["REDIS_URL": server.url]
            var shown = ""
            for version in 1...2 {
                let result = try program.run(
                    "secrets", "rotate", "API_KEY", "--yes", "--json", environment: environment)
                #expect(result.exitCode == 0, "\(result.errorText)")
                shown += result.outputText + result.errorText
                let receipt = try JSONValue(parsing: result.standardOutput)
                #expect(receipt["version"] == .integer(Int64(version)))
                #expect(receipt["destinations"]?.arrayValue?.map { $0["state"] } == ["written", "written", "written"])
            }
            let value = try FileReader.readText(directory + "/key")
            var connection = try RedisConnection(RedisEndpoint(url: server.url))
            #expect(try connection.command("GET", "api").text == value)
            #expect(try FileReader.readText(directory + "/.env") == "URL=redis://app:\(value)@cache/0\n")
            #expect(
                try connection.command("GET", "api-old").text == FileReader.readText(directory + "/key-old"))
            server.stop()
            let failed = try program.run("secrets", "rotate", "API_KEY", "--yes", environment: environment)
            #expect(failed.exitCode == Basics.ExitStatus.unavailable.rawValue)
            #expect(try FileReader.readText(directory + "/key") == value)
            shown += failed.outputText + failed.errorText
            #expect(!shown.contains(value) && !shown.contains("canary-password"))
            for file in ["state.db", "state.db-wal", "journal.pub"] {
                let bytes = try FileReader.readIfPresent(directory + "/.firebreak/" + file) ?? []
                #expect(!String(decoding: bytes, as: UTF8.self).contains(value), "\(file)")
            }
        }
    }
}
