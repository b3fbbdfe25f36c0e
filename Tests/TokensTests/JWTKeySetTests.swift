import Basics
import Cryptography
import JSON
import Testing

@testable import Tokens

@Suite struct JWTKeySetTests {
    @Test("a key set has the public halves, and nothing of a symmetric key")
    func publicOnly() throws {
        let keys = try JWTAlgorithm.allCases.map { try #require(TestKeys.first[$0]) }
        let set = try JWT.keySet(keys + keys)
        let entries = try #require(set["keys"]?.arrayValue)
        #expect(entries.compactMap { $0["alg"]?.stringValue } == ["RS256", "PS256", "ES256", "ES384", "EdDSA"])
        for entry in entries {
            let members = try #require(entry.objectValue)
            #expect(Set(members.keys).isSubset(of: ["kty", "crv", "x", "y", "n", "e", "use", "alg", "kid"]))
            #expect(entry["use"] == "sig")
            #expect(try entry["kid"]?.stringValue == JWKThumbprint.sha256(members))
        }
        #expect(try JWT.keySet([]) == ["keys": []])
    }

    @Test("what a key set publishes verifies what its keys signed", arguments: JWTAlgorithm.allCases)
    func roundTrip(algorithm: JWTAlgorithm) throws {
        let keys = try JWTAlgorithm.allCases.map { try #require(TestKeys.first[$0]) }
        let read = try JWT.keys(inSet: JWT.keySet(keys))
        let key = try #require(TestKeys.first[algorithm])
        let token = try JWT.sign(claims: ["sub": "u1"], key: key)
        if algorithm.scheme == nil {
            #expect(throws: JWTError.algorithmNotAllowed(algorithm.rawValue)) {
                try JWT.verify(token, keys: read, expecting: .none)
            }
        } else {
            #expect(try JWT.verify(token, keys: read, expecting: .none).keyID == key.keyID())
        }
    }

    @Test("keys of unknown kinds, for other uses, or symmetric, are passed over")
    func passedOver() throws {
        let good = try #require(try TestKeys.first[.es256]?.publicKey()).jwk()
        func with(_ additions: JSONObject) -> JSONValue {
            var members = good
            members.merge(additions)
            return .object(members)
        }
        let set: JSONValue = [
            "keys": [
                ["kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"], ["kty": "AKP"], [:], nil, "text",
                ["kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"], with(["use": "enc"]), with(["use": 5]),
                with(["alg": "ECDH-ES"]), with(["alg": "RS256"]), with(["alg": "HS256"]), with(["alg": nil]),
                with(["key_ops": ["sign"]]), with(["key_ops": "verify"]), with(["x": "AAAA"]),
                with(["kid": "plain"]),
                with(["kid": "operations", "key_ops": ["verify"], "use": "sig", "alg": "ES256"]),
                with(["kid": 5]),
            ]
        ]
        let keys = try JWT.keys(inSet: set)
        let names = try keys.map { try $0.keyID() }
        #expect(names == ["plain", "operations", try JWKThumbprint.sha256(good)])
        #expect(keys.allSatisfy { $0.algorithm == .es256 })
    }

    @Test("a key without an algorithm has the one of its kind")
    func usual() throws {
        for (algorithm, usual) in [
            (JWTAlgorithm.rs256, JWTAlgorithm.rs256), (.ps256, .rs256), (.es256, .es256), (.es384, .es384),
            (.eddsa, .eddsa),
        ] {
            let jwk = try #require(try TestKeys.first[algorithm]?.publicKey()).jwk()
            #expect(try JWT.keys(inSet: ["keys": [.object(jwk)]]).map(\.algorithm) == [usual])
        }
    }

    @Test("what is no key set is refused", arguments: [[:], [], nil, ["keys": [:]], ["keys": "x"], 5] as [JSONValue])
    func notSets(set: JSONValue) {
        #expect(throws: JWTError.self) { try JWT.keys(inSet: set) }
    }

    @Test("inspecting shows what is there, and that nothing was verified")
    func inspection() throws {
        let token = try JWT.sign(claims: ["sub": "u1"], key: #require(TestKeys.first[.es256]))
        let inspected = try JWT.inspect(token)
        #expect(inspected.claims == ["sub": "u1"])
        #expect(inspected.algorithm == "ES256")
        #expect(inspected.signatureByteCount == 64)
        #expect(try inspected.keyID == TestKeys.first[.es256]?.keyID())
        #expect(inspected.report["verified"] == false)
        #expect(inspected.warnings.count == 1)
        let unsigned = Base64.encodeURL(#"{"alg":"none"}"#.utf8) + "." + Base64.encodeURL("{}".utf8) + "."
        #expect(try JWT.inspect(unsigned).warnings.contains("it is not signed"))
        #expect(throws: JWTError.self) { try JWT.inspect(token + ".x") }
    }
}
