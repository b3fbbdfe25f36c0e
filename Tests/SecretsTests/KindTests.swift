import Basics
import Cryptography
import JSON
import Testing
import Tokens

@testable import Secrets

@Suite("Kinds of secrets")
struct KindTests {
    static let bare = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:@%+,=-".utf8)

    @Test(
        "a generated value stands in a .env file without quotes, differs each time and passes its own test",
        arguments: SecretKinds.names)
    func generated(name: String) throws {
        let kind = try #require(SecretKinds.named(name))
        let value = try kind.generate()
        try kind.test(value)
        let text = try kind.write(value, as: kind.formats.first ?? .text)
        let isBare = text.withUnsafeBytes { $0.allSatisfy { Self.bare.contains($0) } }
        #expect(isBare)
        let isSame = try kind.generate().matches(value)
        #expect(!isSame)
    }

    @Test(
        "what a new value looks like",
        arguments: [
            ("jwt-hs256", "", 43), ("jwt-hs384", "", 64), ("jwt-hs512", "", 86), ("webhook-github", "", 43),
            ("webhook-standard", "whsec_", 50), ("webhook-stripe", "whsec_", 38), ("webhook-slack", "", 64),
            ("webhook-shopify", "", 43), ("webhook-twilio", "", 64), ("webhook-gitlab", "", 43),
            ("webhook-discord", "", 128), ("api-key", "key_", 40), ("random", "", 43),
        ])
    func looks(name: String, prefix: String, length: Int) throws {
        let kind = try #require(SecretKinds.named(name))
        let value = try kind.generate().revealedText()
        let text = try #require(value)
        #expect(text.hasPrefix(prefix))
        #expect(text.utf8.count == length)
    }

    @Test("every kind of the issue is there, by its name")
    func names() {
        let expected = [
            "jwt-hs256", "jwt-hs384", "jwt-hs512", "jwt-rs256", "jwt-ps256", "jwt-es256", "jwt-es384", "jwt-eddsa",
            "webhook-standard", "webhook-github", "webhook-stripe", "webhook-slack", "webhook-shopify",
            "webhook-twilio", "webhook-gitlab", "webhook-discord", "api-key", "random",
        ]
        #expect(Set(expected).isSubset(of: SecretKinds.names))
        #expect(Set(SecretKinds.names).count == SecretKinds.names.count)
        for name in expected { #expect(SecretKinds.named(name)?.name == name) }
    }

    @Test("random takes its length and alphabet")
    func random() throws {
        let text = try #require(try RandomKind(length: 200, alphabet: "ab").generate().revealedText())
        #expect(text.count == 200)
        #expect(Set(text) == ["a", "b"])
    }

    static let keyPairKinds = SecretKinds.names.filter { SecretKinds.named($0)?.isPublishedInKeySet == true }

    @Test("a key pair is the same key in every format, with the thumbprint as identifier", arguments: keyPairKinds)
    func formats(name: String) throws {
        let kind = try #require(SecretKinds.named(name))
        let value = try kind.generate()
        for format in [ValueFormat.pem, .pemBase64, .jwk] {
            let back = try kind.read(kind.write(value, as: format), as: format)
            let isSame = back.matches(value)
            #expect(isSame, "\(format)")
        }
        let identifier = try kind.publicKeyIdentifier(of: value)
        #expect(identifier?.utf8.count == 43)
    }

    @Test("what a kind signs, it verifies, and no other kind of JWT does", arguments: SecretKinds.names)
    func signing(name: String) throws {
        let kind = try #require(SecretKinds.named(name))
        guard kind.algorithm != nil else { return }
        let key = try #require(kind.signingKey(SecretBox(try kind.generate()), keyID: "k"))
        let token = try JWT.sign(claims: ["sub": "u"], key: key)
        let now = Timestamp(seconds: 0)
        let verified = try JWT.verify(token, keys: [key], expecting: JWTExpectations(now: now))
        #expect(verified.algorithm == kind.algorithm)
        for other in SecretKinds.names where other != name && SecretKinds.named(other)?.algorithm?.scheme == nil {
            guard let otherKind = SecretKinds.named(other),
                let otherKey = otherKind.signingKey(SecretBox(try otherKind.generate()), keyID: "k")
            else { continue }
            #expect(throws: JWTError.self) {
                try JWT.verify(token, keys: [otherKey], expecting: JWTExpectations(now: now))
            }
        }
    }

    @Test("the key of RFC 8037 has the RFC's thumbprint")
    func thumbprint() throws {
        let jwk = """
            {"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
            """
        let kind = JWTEdDSAKind()
        let value = try kind.read(Secret(utf8: jwk), as: .jwk)
        #expect(try kind.publicKeyIdentifier(of: value) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }

    @Test(
        "what cannot be of the kind is refused, and not quoted",
        arguments: [
            ("jwt-hs256", ""), ("jwt-eddsa", "hunter2"), ("webhook-standard", "hunter2"),
            ("webhook-standard", "whsec_"),
            ("webhook-standard", "whsec_hunter2!"), ("webhook-standard", "whsec_aHVudGVyMg=="), ("webhook-github", ""),
            ("random", ""), ("jwt-hs512", ""), ("jwt-hs384", "-----BEGIN PUBLIC KEY-----\nhunter2"),
            ("jwt-rs256", "hunter2"), ("jwt-es384", "hunter2"), ("webhook-standard", "whsk_hunter2"),
            ("webhook-standard", "whpk_hunter2"), ("webhook-discord", "hunter2"), ("webhook-gitlab", "hunter2\nX: y"),
            ("webhook-slack", ""), ("webhook-twilio", ""), ("webhook-shopify", ""), ("webhook-stripe", ""),
            ("api-key", ""), ("api-key", "hunter2"), ("api-key", "a b"), ("api-key", "é"),
            ("api-key", "hunter2_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18"),
        ])
    func refused(name: String, text: String) throws {
        let kind = try #require(SecretKinds.named(name))
        let error = #expect(throws: SecretsError.self) {
            _ = try kind.read(Secret(utf8: text), as: kind.formats.first ?? .text).count
        }
        #expect(error?.message.contains("hunter2") == false)
        #expect(error?.status == .badInput)
    }

    @Test(
        "a key of another type is refused, and which it is is said",
        arguments: [
            ("jwt-eddsa", KeyType.p256), ("jwt-es256", .p384), ("jwt-es384", .p256), ("jwt-rs256", .p256),
            ("jwt-ps256", .ed25519),
        ])
    func otherKey(name: String, type: KeyType) throws {
        let pem = try PrivateKey.generate(type).pem()
        let kind = try #require(SecretKinds.named(name))
        let error = #expect(throws: SecretsError.self) { _ = try kind.read(pem, as: .pem).count }
        #expect(error?.message.contains(type.rawValue) == true)
    }

    @Test(
        "values from outside that a kind takes",
        arguments: [
            ("webhook-standard", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            ("webhook-standard", "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc="),
            ("webhook-standard", "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="),
            ("webhook-discord", "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"),
            ("webhook-gitlab", "a secret token with spaces"), ("webhook-slack", "8f742231b10e8888abcd99yyyzzz85a5"),
            ("webhook-stripe", "whsec_not!decoded, whatever it is"),
            ("api-key", "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"),
        ])
    func taken(name: String, text: String) throws {
        let kind = try #require(SecretKinds.named(name))
        let value = try kind.read(Secret(utf8: text), as: .text)
        try kind.test(value)
        let back = value.revealedText()
        #expect(back == text)
    }

    @Test(
        "a short HMAC key is weak, a long one is not",
        arguments: [("jwt-hs256", 32), ("jwt-hs384", 48), ("jwt-hs512", 64), ("webhook-github", 16), ("api-key", 20)])
    func weakness(name: String, needed: Int) throws {
        let kind = try #require(SecretKinds.named(name))
        let short = kind.weakness(of: Secret(utf8: String(repeating: "x", count: needed - 1)))
        let long = kind.weakness(of: Secret(utf8: String(repeating: "x", count: needed)))
        #expect(short != nil)
        #expect(long == nil)
    }
}
