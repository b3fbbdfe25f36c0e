import Basics
import Files
import JSON
import Processes
import Redis
import TestSupport
import Testing

@testable import Secrets

@Suite("The real program, the password of a Redis user")
struct ProgramRedisPasswordTests {
    @Test("rotates it on the server and in the consumer's URL, and shows it nowhere else")
    func rotation() throws {
        let server = try RedisServer(password: "canary-password")
        try makeUser("app", "canary-first", at: [server], admin: "canary-password")
        try withTemporaryDirectory { directory in
            let program = try FirebreakProgram(in: directory)
            let configuration = """
                secrets:
                  REDIS_PASSWORD:
                    kind: redis-password
                    destinations:
                      - redis-acl: {url: "${env:REDIS_ADMIN_URL}", user: app}
                      - dotenv:
                          path: .env
                          key: REDIS_URL
                          previousKey: REDIS_URL_OLD
                          template: "redis://app:{value}@127.0.0.1:\(server.port)/0"
                """
            try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
            try AtomicFile.create(
                directory + "/.env", Array("REDIS_URL=redis://app:canary-first@127.0.0.1:\(server.port)/0\n".utf8))
            let environment = ["REDIS_ADMIN_URL": server.url]
            func consumerURL(_ key: String = "REDIS_URL") throws -> String {
                let bytes = try FileReader.read(directory + "/.env")
                return try DotEnvDocument(parsing: bytes).value(of: key) ?? ""
            }
            let plan = try program.run("secrets", "rotate", "REDIS_PASSWORD", "--dry-run", environment: environment)
            #expect(plan.exitCode == 0, "\(plan.errorText)")
            let result = try program.run(
                "secrets", "rotate", "REDIS_PASSWORD", "--yes", "--json", environment: environment)
            #expect(result.exitCode == 0, "\(result.errorText)")
            let receipt = try JSONValue(parsing: result.standardOutput)
            #expect(receipt["destinations"]?.arrayValue?.map { $0["state"] } == ["written", "written"])
            let first = try RedisLogin(url: consumerURL("REDIS_URL_OLD"))
            #expect(first.isAlive)
            let second = try RedisLogin(url: consumerURL())
            #expect(second.isAlive)
            let value = try consumerURL().split(separator: "@").first?.split(separator: ":").last.map(String.init) ?? ""
            #expect(value.count == 43)
            let emergency = try program.run(
                "secrets", "rotate", "REDIS_PASSWORD", "--compromised", "--yes", "--json", environment: environment)
            #expect(emergency.exitCode == 0, "\(emergency.errorText)")
            #expect(!first.isAlive && !second.isAlive)
            let third = try RedisLogin(url: consumerURL())
            #expect(third.isAlive)
            let shown = [plan, result, emergency].map { $0.outputText + $0.errorText }.joined()
            for canary in ["canary", value] { #expect(!shown.contains(canary)) }
            for file in ["state.db", "state.db-wal", "journal.pub"] {
                let bytes = try FileReader.readIfPresent(directory + "/.firebreak/" + file) ?? []
                let text = String(decoding: bytes, as: UTF8.self)
                for canary in ["canary", value] { #expect(!text.contains(canary), "\(file)") }
            }
        }
    }
}
