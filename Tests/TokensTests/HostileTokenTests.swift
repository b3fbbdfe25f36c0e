import Basics
import Cryptography
import JSON
import Testing

@testable import Tokens

/// Tokens by somebody who wants to be believed (RFC 8725 §2).
@Suite struct HostileTokenTests {
    private static let key = TestKeys.symmetric("a secret that is long enough for it", keyID: "v1")
    private static let sub = #"{"sub":"u1"}"#

    private static func error(_ token: String, _ keys: [JWTKey] = [key]) -> JWTError? {
        do throws(JWTError) {
            _ = try JWT.verify(token, keys: keys, expecting: .none)
            return nil
        } catch { return error }
    }

    private static func isMalformed(_ error: JWTError?) -> Bool { if case .malformed? = error { true } else { false } }

    @Test("no spelling of 'none' is taken, with or without a signature", arguments: ["none", "None", "NONE", "nOnE"])
    func none(name: String) throws {
        let input = Base64.encodeURL(#"{"alg":"\#(name)"}"#.utf8) + "." + Base64.encodeURL(Self.sub.utf8)
        #expect(Self.error(input + ".") == .unsigned)
        #expect(Self.error(input + ".AAAA") == .unsigned)
        #expect(Self.error(input + ".", []) == .unsigned)
        let signed = try TestKeys.token(header: #"{"alg":"\#(name)"}"#, payload: Self.sub, key: Self.key)
        #expect(Self.error(signed) == .unsigned)
    }

    @Test(
        "an algorithm that no key is for is refused",
        arguments: ["HS384", "hs256", "HS256 ", "", "ES256K", "RS1", "HS256\u{0}"])
    func algorithms(name: String) throws {
        let header = JSONValue.object(["alg": .string(name)]).compact
        let token = try TestKeys.token(header: header, payload: Self.sub, key: Self.key)
        guard case .algorithmNotAllowed(let told)? = Self.error(token) else {
            Issue.record("\(String(describing: Self.error(token)))")
            return
        }
        #expect(!told.unicodeScalars.contains { $0.value < 32 })
    }

    @Test("a public key is not taken for an HMAC secret", arguments: [JWTAlgorithm.rs256, .es256, .eddsa])
    func confusion(algorithm: JWTAlgorithm) throws {
        let key = try #require(TestKeys.first[algorithm])
        let publicKey = try #require(try key.publicKey())
        // The forger signs by HMAC with every form of the public key that a careless verifier may use.
        for bytes in [
            Array(publicKey.pem.utf8), publicKey.subjectPublicKeyInfo,
            Array(try JSONValue.object(publicKey.jwk()).compact.utf8),
        ] {
            let input = Base64.encodeURL(#"{"alg":"HS256"}"#.utf8) + "." + Base64.encodeURL(Self.sub.utf8)
            let code = try HMAC.authenticate(Array(input.utf8), key: Secret(bytes), .sha256)
            #expect(Self.error(input + "." + Base64.encodeURL(code), [key]) == .algorithmNotAllowed("HS256"))
        }
    }

    @Test("a key that the token brings along or points to is not used", arguments: ["jwk", "jku", "x5u", "x5c"])
    func embedded(name: String) throws {
        let forger = try PrivateKey.generate(.p256)
        let ours = try #require(TestKeys.first[.es256])
        let value: JSONValue = name == "jwk" ? .object(try forger.publicKey().jwk()) : "https://forger.example/keys"
        let header = JSONValue.object(["alg": "ES256", name: value]).compact
        let input = Base64.encodeURL(header.utf8) + "." + Base64.encodeURL(Self.sub.utf8)
        let token = input + "." + Base64.encodeURL(try forger.sign(Array(input.utf8), .ecdsaSHA256))
        #expect(Self.error(token, [ours]) == .signatureMismatch)
        #expect(try JWT.inspect(token).warnings.contains { $0.contains("'\(name)'") })
    }

    @Test("'crit' is refused, whatever it names", arguments: [#"["exp"]"#, "[]", #"["b64"]"#, "null", #""b64""#])
    func critical(value: String) throws {
        let token = try TestKeys.token(header: #"{"alg":"HS256","crit":\#(value)}"#, payload: Self.sub, key: Self.key)
        #expect(Self.error(token) == .critical)
    }

    @Test(
        "the key's name in the token is a hint, and nothing else",
        arguments: [
            "v1", "v2", "", "../../etc/passwd", "' OR 1=1 --", "v1\u{0}", "\u{202E}",
        ])
    func keyNames(name: String) throws {
        let other = TestKeys.symmetric("another secret that is long enough", keyID: "v2")
        let header = JSONValue.object(["alg": "HS256", "kid": .string(name)]).compact
        let token = try TestKeys.token(header: header, payload: Self.sub, key: Self.key)
        let verified = try JWT.verify(token, keys: [other, Self.key], expecting: .none)
        #expect(verified.matched == 1)
        #expect(verified.keyID == "v1", "ours, not the token's")
    }

    @Test(
        "a header that is not one is malformed",
        arguments: [
            "", "x", "null", "[]", "{}", #"{"alg":5}"#, #"{"alg":null}"#, #"{"typ":"JWT"}"#,
            #"{"alg":"HS256","kid":5}"#,
            #"{"alg":"HS256","alg":"HS256"}"#, #"{"alg":"none","alg":"HS256"}"#, #"{"alg":"HS256","\u0061lg":"none"}"#,
            #"{"alg":"HS256","a":{"b":1,"b":2}}"#, #"{"alg":"HS256"}{}"#, "\u{FEFF}{\"alg\":\"HS256\"}",
        ])
    func headers(header: String) throws {
        #expect(Self.isMalformed(Self.error(try TestKeys.token(header: header, payload: Self.sub, key: Self.key))))
    }

    @Test(
        "claims that are none are malformed",
        arguments: [
            "", "x", "null", "[]", "\"sub\"", "5", #"{"sub":"u1","sub":"admin"}"#, #"{"sub":"u1"#,
            "{\"sub\":\"\u{0}\"}",
            String(repeating: "[", count: 1000),
        ])
    func payloads(payload: String) throws {
        #expect(
            Self.isMalformed(
                Self.error(try TestKeys.token(header: #"{"alg":"HS256"}"#, payload: payload, key: Self.key))))
    }

    @Test("two parts, four, five, none: not a token")
    func parts() throws {
        let token = try JWT.sign(claims: ["sub": "u1"], key: Self.key)
        let wrong = [
            "", ".", "..", "...", token + ".", token + ".AAAA", "." + token, token + ".a.b",
            token.replacing(".", with: ""),
            String(token.prefix { $0 != "." }), token + "." + token,
        ]
        for text in wrong { #expect(Self.isMalformed(Self.error(text)), "\(text.count)") }
        guard case .malformed(let what)? = Self.error(token + ".AAAA") else { return }
        #expect(what == "it has 4 parts, and a signed one has three")
    }

    @Test("Base64url is read strictly")
    func base64() throws {
        let token = try JWT.sign(claims: ["sub": "u?>~"], key: Self.key)
        let parts = token.split(separator: ".").map(String.init)
        var wrong = [
            token + "\n", " " + token, token + "=", token.replacing(".", with: ".\n"), token + "\u{0}", token + "é",
        ]
        for index in 0..<3 {
            var padded = parts
            padded[index] += String(repeating: "=", count: (4 - padded[index].utf8.count % 4) % 4 + 4)
            wrong.append(padded.joined(separator: "."))
            var spaced = parts
            spaced[index].insert(" ", at: spaced[index].index(spaced[index].startIndex, offsetBy: 3))
            wrong.append(spaced.joined(separator: "."))
        }
        // 43 characters carry 258 bits for 256: the two left over must be zero, or one signature would have four texts.
        let last = try #require(token.last)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let value = try #require(alphabet.firstIndex(of: last))
        for bits in 1...3 { wrong.append(String(token.dropLast()) + String(alphabet[value ^ bits])) }
        for text in wrong { #expect(Self.isMalformed(Self.error(text)), "\(text.debugDescription.prefix(8))") }
        #expect(Self.error(token) == nil)
    }

    @Test("what is too long is not even taken apart")
    func size() throws {
        let claims: JSONObject = ["x": .string(String(repeating: "x", count: 60_000))]
        #expect(throws: JWTError.tooLarge(limit: 65_536)) { try JWT.sign(claims: claims, key: Self.key) }
        let long = String(repeating: ".", count: 10_000_000)
        #expect(Self.error(long) == .tooLarge(limit: 65_536))
        #expect(throws: JWTError.tooLarge(limit: 65_536)) { try JWT.inspect(long) }
    }

    @Test("no error shows the token, its claims or a key")
    func silence() throws {
        let canary = "c4n4ryc4n4ry"
        let key = TestKeys.symmetric(String(repeating: canary, count: 4))
        let good = try JWT.sign(
            claims: ["sub": .string(canary), "iss": .string(canary), "aud": .string(canary), "exp": 5, "nbf": 5],
            key: key)
        let parts = good.split(separator: ".").map(String.init)
        let tokens = [
            good, good + ".x", parts[0] + "." + parts[1] + ".AAAA", parts[1] + "." + parts[1] + "." + parts[2], canary,
            Base64.encodeURL(#"{"alg":"HS256","kid":"\#(canary)","crit":["\#(canary)"]}"#.utf8) + "." + parts[1] + "."
                + parts[2],
        ]
        let expectations = [
            JWTExpectations.none, JWTExpectations(issuer: "x", now: Timestamp(seconds: 5)),
            JWTExpectations(audience: "x", now: Timestamp(seconds: 5)), JWTExpectations(now: Timestamp(seconds: -1000)),
        ]
        for token in tokens {
            for expecting in expectations {
                do throws(JWTError) {
                    _ = try JWT.verify(token, keys: [key], expecting: expecting)
                } catch {
                    let text = "\(error) \(error.message) \(error.hint ?? "") \(String(reflecting: error))"
                    #expect(!text.contains(canary) && !text.contains(parts[1]) && !text.contains(parts[2]))
                }
            }
        }
    }

    @Test("bytes changed at random: refused, and nothing else happens")
    func mutations() throws {
        var state: UInt64 = 11
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let token = Array(
            try JWT.sign(claims: ["sub": "u1", "aud": ["a", "b"], "exp": 1_900_000_000], key: Self.key).utf8)
        for _ in 0..<20_000 {
            var bytes = token
            for _ in 0...random(3) {
                let place = random(bytes.count)
                switch random(4) {
                case 0: bytes[place] = UInt8(random(256))
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(bytes[random(bytes.count)], at: place)
                default: bytes.swapAt(place, random(bytes.count))
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let expected = bytes == token
            #expect((Self.error(text) == nil) == expected)
            _ = try? JWT.inspect(text)
        }
    }
}
