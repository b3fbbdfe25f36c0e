import Basics
import Cryptography
import Testing

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

    @Test("jwt-hs256 and webhook-github are 43 characters of base64url for 32 bytes")
    func lengths() throws {
        for kind in [JWTHS256Kind(), WebhookGitHubKind()] as [any SecretKind] {
            let text = try #require(try kind.generate().revealedText())
            #expect(text.utf8.count == 43)
            #expect(Base64.decodeURL(text)?.count == 32)
        }
    }

    @Test("webhook-standard is whsec_ and 32 bytes in Base 64")
    func webhook() throws {
        let text = try #require(try WebhookStandardKind().generate().revealedText())
        #expect(text.hasPrefix("whsec_"))
        #expect(Base64.decode(text.dropFirst(6))?.count == 32)
    }

    @Test("random takes its length and alphabet")
    func random() throws {
        let text = try #require(try RandomKind(length: 100, alphabet: "ab").generate().revealedText())
        #expect(text.count == 100)
        #expect(Set(text) == ["a", "b"])
    }

    @Test(
        "an Ed25519 key is the same key in every format, with the thumbprint as identifier",
        arguments: [ValueFormat.pem, .pemBase64, .jwk])
    func formats(format: ValueFormat) throws {
        let kind = JWTEdDSAKind()
        let value = try kind.generate()
        let back = try kind.read(kind.write(value, as: format), as: format)
        let isSame = back.matches(value)
        #expect(isSame)
        let identifier = try kind.publicKeyIdentifier(of: value)
        #expect(identifier?.utf8.count == 43)
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
            ("random", ""),
        ])
    func refused(name: String, text: String) throws {
        let kind = try #require(SecretKinds.named(name))
        let error = #expect(throws: SecretsError.self) {
            _ = try kind.read(Secret(utf8: text), as: kind.formats.first ?? .text).count
        }
        #expect(error?.message.contains("hunter2") == false)
        #expect(error?.status == .badInput)
    }

    @Test("a key of another type is no Ed25519 key")
    func otherKey() throws {
        let pem = try PrivateKey.generate(.p256).pem()
        #expect(throws: SecretsError.self) { _ = try JWTEdDSAKind().read(pem, as: .pem).count }
    }

    @Test("a short HS256 key is weak, a long one is not")
    func weakness() {
        let short = JWTHS256Kind().weakness(of: Secret(utf8: String(repeating: "x", count: 31)))
        let long = JWTHS256Kind().weakness(of: Secret(utf8: String(repeating: "x", count: 32)))
        #expect(short != nil)
        #expect(long == nil)
    }
}
