import Basics
import Files
import JSON
import Processes
import TestSupport
import Testing

/// Tokens of every kind of key, between us and PyJWT, joserfc and the `jose` command.
@Suite("Every algorithm and other people's software")
struct EveryAlgorithmInteropTests {
    /// A kind and the algorithm of its tokens.
    struct Algorithm: Sendable, CustomTestStringConvertible {
        let name: String
        var kind: String { "jwt-" + name.lowercased() }
        var isSymmetric: Bool { name.hasPrefix("HS") }
        var testDescription: String { name }

        var configuration: String {
            """
            secrets:
              KEY: {kind: \(kind), overlap: 1h}

            """
        }
    }

    static let all = ["HS256", "HS384", "HS512", "RS256", "PS256", "ES256", "ES384", "EdDSA"].map(Algorithm.init)

    @Test(
        "PyJWT and joserfc accept our token, by the JWK set where there is one; a changed one they refuse",
        arguments: all)
    func ours(algorithm: Algorithm) throws {
        try Workshop.open(algorithm.configuration) { workshop in
            try workshop.run("secrets", "add", "KEY")
            let claims = try workshop.write("claims.json", #"{"sub":"ü1","n":[1,2.5,true,null]}"#)
            let token = try workshop.run("jwt", "sign", "--secret", "KEY", "--claims", claims)
            let key =
                algorithm.isSymmetric
                ? try workshop.reveal("KEY", as: "key.txt")
                : try workshop.write("jwks.json", workshop.run("jwt", "jwks", "--secret", "KEY"))
            let readers: [(String, [String])] = [
                algorithm.isSymmetric ? ("read_jwt", [algorithm.name, key]) : ("read_jwks", [key]),
                ("read_joserfc", [algorithm.name, key]),
            ]
            for (reader, arguments) in readers {
                let seen = try JSONValue(parsing: workshop.read(reader, arguments, input: token))
                #expect(seen.value(at: "claims.sub") == "ü1", "\(reader)")
                #expect(seen.value(at: "claims.n") == [1, 2.5, true, .null], "\(reader)")
                #expect(throws: TestFailure.self, "\(reader)") {
                    try workshop.read(reader, arguments, input: Self.changed(token))
                }
            }
        }
    }

    @Test("we accept PyJWT's and joserfc's tokens by the same key, and refuse changed ones", arguments: all)
    func theirs(algorithm: Algorithm) throws {
        try Workshop.open(algorithm.configuration) { workshop in
            try workshop.run("secrets", "add", "KEY")
            let key = try workshop.reveal("KEY", as: "key.txt")
            for writer in ["write_jwt", "write_joserfc"] {
                let token = try workshop.read(
                    writer, algorithm.name, key, input: #"{"sub":"u2","exp":4102444800}"#)
                let seen = try JSONValue(
                    parsing: workshop.run("jwt", "verify", "--secret", "KEY", "--json", input: token))
                #expect(seen.value(at: "claims.sub") == "u2", "\(writer)")
                #expect(seen["algorithm"]?.stringValue == algorithm.name)
                let refused = try workshop.firebreak.run(
                    ["jwt", "verify", "--secret", "KEY"], input: Self.changed(token))
                #expect(refused.exitCode == 1, "\(writer)")
            }
        }
    }

    // jose 11 knows no EdDSA (`jose alg`).
    static let knownToJose = all.filter { $0.name != "EdDSA" }

    @Test("the jose command verifies our tokens, and we verify its", arguments: knownToJose)
    func jose(algorithm: Algorithm) throws {
        try Workshop.open(algorithm.configuration) { workshop in
            let made = try Self.run(["jose", "jwk", "gen", "-i", #"{"alg":"\#(algorithm.name)"}"#])
            let privateKey = try workshop.write("private.jwk", made)
            // A symmetric key is kept as text, whose bytes sign: that text becomes the JWK's bytes.
            let key: String
            if algorithm.isSymmetric {
                try workshop.run("secrets", "add", "KEY")
                let bytes = try FileReader.read(workshop.reveal("KEY", as: "key.txt"))
                key = try workshop.write(
                    "key.jwk", #"{"kty":"oct","alg":"\#(algorithm.name)","k":"\#(Base64.encodeURL(bytes))"}"#)
            } else {
                try workshop.run("secrets", "add", "KEY", "--from-file", privateKey)
                key = privateKey
            }
            let claims = try workshop.write("claims.json", #"{"sub":"u3","exp":4102444800}"#)
            let token = try workshop.run("jwt", "sign", "--secret", "KEY", "--claims", claims)
            let path = try workshop.write("token.txt", token.filter { !$0.isWhitespace })
            let payload = try Self.run(["jose", "jws", "ver", "-i", path, "-k", key, "-O", "-"])
            #expect(try JSONValue(parsing: payload)["sub"] == "u3")
            let theirs = try Self.run(["jose", "jws", "sig", "-c", "-I", claims, "-k", key, "-o", "-"])
            #expect(try workshop.run("jwt", "verify", "--secret", "KEY", input: theirs).contains("valid"))
        }
    }

    private static func run(_ command: [String]) throws -> String {
        let result = try ProgramRun.run(command)
        try #require(result.exitCode == 0, "\(command): \(result.errorText)")
        return result.outputText
    }

    private static func changed(_ token: String) -> String {
        let parts = token.filter { !$0.isWhitespace }.split(separator: ".")
        return "\(parts[0]).\(parts[1]).\(parts[2].hasPrefix("A") ? "B" : "A")\(parts[2].dropFirst())"
    }
}
