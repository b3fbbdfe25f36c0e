import Basics
import Cryptography
import JSON
import Testing

@testable import Tokens

@Suite struct JWTSigningTests {
    private static let claims: JSONObject = ["sub": "u1", "n": 5, "nested": ["a": [1, 2.5, nil, true]]]

    @Test("a token comes back whole, and says which key signed it", arguments: JWTAlgorithm.allCases)
    func roundTrip(algorithm: JWTAlgorithm) throws {
        let key = try #require(TestKeys.first[algorithm])
        let other = try #require(TestKeys.second[algorithm])
        let token = try JWT.sign(claims: Self.claims, key: key, header: ["typ": "at+jwt"])
        for (keys, position) in [([key], 0), ([other, key], 1), ([key, other], 0)] {
            let verified = try JWT.verify(token, keys: keys, expecting: .none)
            #expect(verified.claims == Self.claims)
            #expect(verified.claims.keys == Self.claims.keys, "in their order")
            #expect(verified.matched == position)
            #expect(try verified.keyID == key.keyID())
            #expect(verified.algorithm == algorithm)
            #expect(verified.header["alg"] == .string(algorithm.rawValue))
            #expect(verified.header["typ"] == "at+jwt")
            #expect(try verified.header["kid"]?.stringValue == key.keyID())
        }
        #expect(throws: JWTError.signatureMismatch) { try JWT.verify(token, keys: [other], expecting: .none) }
        #expect(throws: JWTError.algorithmNotAllowed(algorithm.rawValue)) {
            try JWT.verify(token, keys: [], expecting: .none)
        }
    }

    @Test("every change to a token is noticed", arguments: JWTAlgorithm.allCases)
    func edits(algorithm: JWTAlgorithm) throws {
        let key = try #require(TestKeys.first[algorithm])
        let token = Array(try JWT.sign(claims: ["sub": "u1"], key: key).utf8)
        for index in token.indices {
            for replacement in [UInt8(ascii: "A"), UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "=")] {
                guard token[index] != replacement else { continue }
                var edited = token
                edited[index] = replacement
                #expect(throws: JWTError.self) {
                    try JWT.verify(String(decoding: edited, as: UTF8.self), keys: [key], expecting: .none)
                }
            }
            var shorter = token
            shorter.remove(at: index)
            #expect(throws: JWTError.self) {
                try JWT.verify(String(decoding: shorter, as: UTF8.self), keys: [key], expecting: .none)
            }
        }
    }

    @Test("a new key has the form in which it is handed out", arguments: JWTAlgorithm.allCases)
    func generation(algorithm: JWTAlgorithm) throws {
        let revealed = try algorithm.generateKey().revealedText()
        let text = try #require(revealed)
        if let digest = algorithm.digest {
            #expect(Base64.decodeURL(text)?.count == digest.byteCount)
            #expect(text.utf8.count >= digest.byteCount)
        } else {
            #expect(text.hasPrefix("-----BEGIN PRIVATE KEY-----"))
            let key = try PrivateKey(pem: Secret(utf8: text))
            #expect(key.type == algorithm.keyType)
        }
    }

    @Test("a key pair is called by its thumbprint, a symmetric key as its owner calls it")
    func names() throws {
        for algorithm in JWTAlgorithm.allCases where algorithm.scheme != nil {
            let key = try #require(TestKeys.first[algorithm])
            let publicKey = try #require(try key.publicKey())
            #expect(try key.keyID() == JWKThumbprint.sha256(publicKey.jwk()))
            let publicOnly = JWTKey(algorithm: algorithm, material: .publicKey(publicKey))
            #expect(try publicOnly.keyID() == key.keyID())
        }
        #expect(try TestKeys.symmetric(String(repeating: "x", count: 32), keyID: "v2").keyID() == "v2")
        let nameless = TestKeys.symmetric(String(repeating: "x", count: 32))
        #expect(try nameless.keyID() == nil)
        #expect(try JWT.inspect(JWT.sign(claims: [:], key: nameless)).header.keys == ["alg", "typ"])
    }

    @Test("an HMAC secret that is too short does not sign, but what it has signed can be verified")
    func weakKeys() throws {
        for (algorithm, needed) in [(JWTAlgorithm.hs256, 32), (.hs384, 48), (.hs512, 64)] {
            let short = TestKeys.symmetric(String(repeating: "k", count: needed - 1), algorithm)
            #expect(throws: JWTError.weakKey(bytes: needed - 1, needed: needed)) {
                try JWT.sign(claims: [:], key: short)
            }
            let enough = TestKeys.symmetric(String(repeating: "k", count: needed), algorithm)
            #expect(throws: Never.self) { try JWT.sign(claims: [:], key: enough) }
        }
        // By PyJWT: jwt.encode({"sub": "u1"}, "old secret", "HS256").
        let token =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1MSJ9.ivSO0607BqlqEhyX2qPUouoA4kkKn9up4EsAOOmBK-4"
        let verified = try JWT.verify(token, keys: [TestKeys.symmetric("old secret")], expecting: .none)
        #expect(verified.claims["sub"] == "u1")
    }

    @Test("a key that does not fit its algorithm neither signs nor verifies", arguments: JWTAlgorithm.allCases)
    func misfits(algorithm: JWTAlgorithm) throws {
        let token = try JWT.sign(claims: [:], key: #require(TestKeys.first[algorithm]))
        var misfits: [JWTKey] = [
            TestKeys.symmetric("", algorithm), TestKeys.symmetric("-----BEGIN PUBLIC KEY-----", algorithm),
        ]
        for other in JWTAlgorithm.allCases {
            guard let publicKey = try #require(TestKeys.first[other]).publicKey() else { continue }
            if algorithm.scheme?.fits(publicKey.type) == true { continue }
            misfits.append(JWTKey(algorithm: algorithm, material: .publicKey(publicKey)))
        }
        if algorithm.scheme != nil { misfits.append(TestKeys.symmetric(String(repeating: "x", count: 64), algorithm)) }
        for key in misfits {
            func isUnusable(_ error: any Error) -> Bool {
                if case .unusableKey? = error as? JWTError { true } else { false }
            }
            #expect(performing: { _ = try JWT.sign(claims: [:], key: key) }, throws: isUnusable)
            #expect(performing: { _ = try JWT.verify(token, keys: [key], expecting: .none) }, throws: isUnusable)
        }
    }

    @Test("a public key does not sign")
    func publicKeys() throws {
        let publicKey = try #require(try TestKeys.first[.es256]?.publicKey())
        #expect(throws: JWTError.self) {
            try JWT.sign(claims: [:], key: JWTKey(algorithm: .es256, material: .publicKey(publicKey)))
        }
    }

    @Test(
        "headers that are not the caller's cannot be set",
        arguments: [
            "alg", "kid", "crit", "b64", "jku", "jwk", "x5u", "x5c",
        ])
    func reserved(name: String) throws {
        let key = try #require(TestKeys.first[.hs256])
        #expect(throws: JWTError.reservedHeader(name)) {
            try JWT.sign(claims: [:], key: key, header: [name: "none"])
        }
    }

    @Test("times are set where they are not there yet")
    func stamps() {
        let now = Timestamp(microseconds: 1_800_000_000_900_000)
        let stamped = JWT.stamped(["sub": "u1", "iat": 7], now: now, lifetime: .seconds(900))
        #expect(stamped == ["sub": "u1", "iat": 7, "exp": 1_800_000_900])
        #expect(JWT.stamped([:], now: now, lifetime: .seconds(60)) == ["iat": 1_800_000_000, "exp": 1_800_000_060])
    }

    @Test("many threads sign and verify with one key at once", arguments: [JWTAlgorithm.hs256, .es256, .eddsa])
    func sharing(algorithm: JWTAlgorithm) async throws {
        let secret = SecretBox(try algorithm.generateKey())
        let key = JWTKey(
            algorithm: algorithm, material: algorithm.digest == nil ? .keyPair(secret) : .symmetric(secret))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<50 {
                        let claims: JSONObject = ["task": .integer(Int64(task)), "number": .integer(Int64(number))]
                        let token = try JWT.sign(claims: claims, key: key)
                        let verified = try JWT.verify(token, keys: [key], expecting: .none)
                        #expect(verified.claims == claims)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
