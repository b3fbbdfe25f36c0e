import Basics
import Cryptography
import Redis
import TestSupport
import Testing

@Suite("Logging in", .timeLimit(.minutes(10)))
struct LoginTests {
    private func endpoint(_ server: RedisServer, _ user: String) throws -> RedisEndpoint {
        try RedisEndpoint(url: "redis://\(user)127.0.0.1:\(server.port)")
    }

    @Test func aPasswordOpensTheDefaultUser() throws {
        let server = try RedisServer(password: "hidden1")
        #expect(
            try withConnection(endpoint(server, ":hidden1@")) { try $0.command("ACL", "WHOAMI") }
                == .bulk(Array("default".utf8)))
        #expect(try withConnection(RedisEndpoint(url: server.url)) { try $0.command("PING") } == .status("PONG"))
    }

    @Test(arguments: [
        (":wrong-secret@", RedisError.LoginProblem.wrongPassword), ("", .passwordNeeded),
        ("nobody:wrong-secret@", .wrongPassword),
    ])
    func aWrongOrMissingPassword(user: String, problem: RedisError.LoginProblem) throws {
        let server = try RedisServer(password: "hidden1")
        let endpoint = try endpoint(server, user)
        let error = errorOfConnecting(to: endpoint)
        #expect(error == .authentication(endpoint: "redis://127.0.0.1:\(server.port)/0", problem))
        #expect(error?.status == .refused)
        let texts = "\(error as Any) \(error?.message ?? "") \(error?.hint ?? "") \(endpoint)"
        #expect(!texts.contains("wrong-secret") && !texts.contains("hidden1"))
    }

    @Test func aPasswordThatTheServerDoesNotHave() throws {
        let server = try RedisServer()
        #expect(
            errorOfConnecting(to: try endpoint(server, ":x@"))
                == .authentication(endpoint: "redis://127.0.0.1:\(server.port)/0", .noPasswordSet))
    }

    @Test func aUserOfTheAccessControlList() throws {
        let server = try RedisServer()
        let password = "p@ss:w/ör?d#%&\u{1F600} \r\n"
        try withConnection(.local(server.port)) { connection in
            let rules = ["reset", "on", ">\(password)", "~sess:*", "-@all", "+get", "+set", "+acl|whoami"]
            try connection.command(["ACL", "SETUSER", "re:vok@er"] + rules.map { .string($0) })
        }
        var encoded = ""
        for byte in password.utf8 { encoded += "%" + Hexadecimal.encode([byte]) }
        try withConnection(endpoint(server, "re%3Avok%40er:\(encoded)@")) {
            (connection: inout RedisConnection) throws in
            #expect(try connection.command("ACL", "WHOAMI").text == "re:vok@er")
            #expect(try connection.command("SET", "sess:1", "x") == .status("OK"))
            let command = #expect(throws: RedisError.self) { try connection.command("DEL", "sess:1") }
            #expect(command == .server(code: "NOPERM", message: "this user has no permissions to run the … command"))
            #expect(command?.status == .refused)
            let key = #expect(throws: RedisError.self) { try connection.command("GET", "hidden-key") }
            guard case .server("NOPERM", _) = key else {
                Issue.record("\(String(describing: key))")
                return
            }
            #expect(key?.message.contains("hidden-key") == false)
        }
    }

    @Test func aUserWhoMayDoNothingButItsTaskGetsIn() throws {
        let server = try RedisServer()
        try withConnection(.local(server.port)) { connection in
            try connection.command("ACL", "SETUSER", "narrow", "reset", "on", ">pw", "-@all", "+get", "~*")
        }
        #expect(try withConnection(endpoint(server, "narrow:pw@")) { try $0.command("GET", "a") } == .null)
    }

    @Test func binaryPasswords() throws {
        let server = try RedisServer()
        let password: [UInt8] = [0, 0xFF, 0x0D, 0x0A, 0x80]
        try withConnection(.local(server.port)) { connection in
            try connection.command(
                "ACL", "SETUSER", "binary", "reset", "on",
                .bytes([UInt8(ascii: "#")] + Array(Hexadecimal.encode(DigestAlgorithm.sha256.hash(password)).utf8)),
                "+@all")
        }
        #expect(
            try withConnection(endpoint(server, "binary:%00%FF%0D%0A%80@")) { try $0.command("PING") }
                == .status("PONG"))
    }
}
