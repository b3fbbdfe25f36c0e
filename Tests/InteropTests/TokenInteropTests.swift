import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// Tokens and key sets, read and written by PyJWT and by the `jose` command.
@Suite("Tokens and other people's software")
struct TokenInteropTests {
    static let configuration = """
        secrets:
          SESSION: {kind: jwt-hs256, overlap: 1h, destinations: [{dotenv: {path: .env, key: SESSION}}]}
          IDENTITY: {kind: jwt-eddsa, overlap: 1h, destinations: [{dotenv: {path: .env, key: IDENTITY}}]}

        """

    @Test("PyJWT accepts an HS256 token, with the text in .env as its key, and refuses a changed one")
    func hmac() throws {
        try Workshop.open(Self.configuration) { workshop in
            try workshop.run("secrets", "rotate", "SESSION", "--yes")
            let claims = try workshop.write("claims.json", #"{"sub":"ü1","aud":"api","n":[1,2.5,true,null]}"#)
            let token = try workshop.run("jwt", "sign", "--secret", "SESSION", "--claims", claims)
            let values = try JSONValue(parsing: workshop.read("read_dotenv", workshop.directory + "/.env"))
            let key = try workshop.write("key.txt", try #require(values["SESSION"]?.stringValue))
            let seen = try JSONValue(parsing: workshop.read("read_jwt", "HS256", key, "api", input: token))
            #expect(seen.value(at: "claims.sub") == "ü1")
            #expect(seen.value(at: "claims.n") == [1, 2.5, true, .null])
            #expect(seen.value(at: "header.alg") == "HS256")
            #expect(throws: TestFailure.self) {
                try workshop.read("read_jwt", "HS256", key, "api", input: changed(token))
            }
        }
    }

    @Test("PyJWT finds an EdDSA token's key in the JWK set, before and after a rotation")
    func keySet() throws {
        try Workshop.open(Self.configuration) { workshop in
            try workshop.run("secrets", "rotate", "IDENTITY", "--yes")
            let claims = try workshop.write("claims.json", #"{"sub":"u1"}"#)
            let old = try workshop.run("jwt", "sign", "--secret", "IDENTITY", "--claims", claims)
            try workshop.run("secrets", "rotate", "IDENTITY", "--yes")
            let new = try workshop.run("jwt", "sign", "--secret", "IDENTITY", "--claims", claims)
            let keys = try workshop.write("jwks.json", workshop.run("jwt", "jwks"))
            for token in [old, new] {
                let seen = try JSONValue(parsing: workshop.read("read_jwks", keys, input: token))
                #expect(seen.value(at: "claims.sub") == "u1")
                #expect(seen["keys"] == 2)
            }
        }
    }

    @Test("we accept PyJWT's tokens of both kinds")
    func theirs() throws {
        try Workshop.open(Self.configuration) { workshop in
            for (secret, algorithm) in [("SESSION", "HS256"), ("IDENTITY", "EdDSA")] {
                try workshop.run("secrets", "rotate", secret, "--yes")
                let key = try workshop.reveal(secret, as: secret + ".key")
                let token = try workshop.read(
                    "write_jwt", algorithm, key, input: #"{"sub":"u2","exp":4102444800}"#)
                let verified = try JSONValue(
                    parsing: workshop.run(
                        "jwt", "verify", "--secret", secret, "--json", input: token))
                #expect(verified.value(at: "claims.sub") == "u2")
                #expect(verified["matched"] == "current")
                let refused = try workshop.firebreak.run(["jwt", "verify", "--secret", secret], input: changed(token))
                #expect(refused.exitCode == 1)
            }
        }
    }

    @Test("the jose command verifies an HS256 token by a JWK made from the secret, and reads the JWK set")
    func jose() throws {
        try Workshop.open(Self.configuration) { workshop in
            try workshop.run("secrets", "rotate", "SESSION", "--yes")
            try workshop.run("secrets", "rotate", "IDENTITY", "--yes")
            let claims = try workshop.write("claims.json", #"{"sub":"u3"}"#)
            let token = try workshop.run("jwt", "sign", "--secret", "SESSION", "--claims", claims)
            let secret = try FileReader.read(workshop.reveal("SESSION", as: "secret.txt"))
            let key = try workshop.write(
                "key.jwk", #"{"kty":"oct","alg":"HS256","k":"\#(Base64.encodeURL(secret))"}"#)
            let path = try workshop.write("token.txt", token.filter { !$0.isWhitespace })
            let payload = try ProgramRun.run(["jose", "jws", "ver", "-i", path, "-k", key, "-O", "-"])
            #expect(payload.exitCode == 0, "\(payload.errorText)")
            #expect(try JSONValue(parsing: payload.standardOutput)["sub"] == "u3")

            let keys = try workshop.write("jwks.json", workshop.run("jwt", "jwks"))
            // jose 11 reads the set but can do nothing with an Ed25519 key in it (`jose alg` has no EdDSA).
            let kid = try ProgramRun.run([
                "jose", "fmt", "-j", keys, "-O", "-g", "keys", "-A", "-g", "0", "-O", "-g", "kid", "-u-",
            ])
            let expected = try JSONValue(parsing: FileReader.read(keys))["keys"]?[0]?["kid"]?.stringValue
            #expect(kid.outputText.filter { !$0.isWhitespace } == expected)
        }
    }

    private func changed(_ token: String) -> String {
        let text = token.filter { !$0.isWhitespace }
        let parts = text.split(separator: ".")
        // The first character: all its bits count, so that the text stays Base 64 and the signature is another.
        return "\(parts[0]).\(parts[1]).\(parts[2].hasPrefix("A") ? "B" : "A")\(parts[2].dropFirst())"
    }
}
