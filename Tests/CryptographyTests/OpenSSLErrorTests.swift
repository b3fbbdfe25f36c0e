import Basics
import COpenSSL
import JSON
import Testing

@testable import Cryptography

@Suite struct OpenSSLErrorTests {
    @Test("the whole queue goes into the error, the cause first, and nothing stays behind")
    func draining() {
        ERR_clear_error()
        for name in ["/no/such/file", "/nor/this\u{1B}[2J"] { #expect(BIO_new_file(name, "r") == nil) }
        let error = OpenSSLError("open two files")
        #expect(error.reasons.count >= 4, "each call leaves the system's error and its own")
        #expect(error.reasons.first?.contains("/no/such/file") == true)
        #expect(error.message.hasPrefix("OpenSSL could not open two files: "))
        #expect(!error.message.contains("\u{1B}"))
        #expect(ERR_peek_error() == 0)
        #expect(OpenSSLError("do it again").message == "OpenSSL could not do it again")
        #expect(error.status == .internalError)
    }

    @Test("what is refused in the normal course of things leaves nothing in the queue")
    func refusals() throws {
        ERR_clear_error()
        let key = try PrivateKey.generate(.rsa2048)
        let publicKey = try key.publicKey()
        #expect(ERR_peek_error() == 0)
        #expect(!publicKey.verify([UInt8](repeating: 1, count: 256), of: [], .rsaPKCS1SHA256))
        #expect(!publicKey.verify([UInt8](repeating: 1, count: 256), of: [], .rsaPSSSHA256))
        #expect(ERR_peek_error() == 0)
        #expect(throws: CryptographyError.self) { _ = try PrivateKey(pem: Secret(utf8: "x")).type }
        #expect(throws: CryptographyError.self) { _ = try PublicKey(pem: "x").type }
        #expect(throws: CryptographyError.self) { _ = try PublicKey(subjectPublicKeyInfo: [1, 2, 3]).type }
        #expect(throws: CryptographyError.self) {
            _ = try PublicKey(jwk: [
                "kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
                "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyA",
            ])
        }
        #expect(ERR_peek_error() == 0)
    }

    @Test(
        "every error is a sentence, and has a status",
        arguments: [
            (CryptographyError.authenticationFailed("a sealed value"), Basics.ExitStatus.badInput),
            (.malformed("this is no key"), .badInput), (.unsupported("this is no key of ours"), .badInput),
            (.tls(host: "h\u{7}", .timedOut), .unavailable), (.tls(host: "h", .certificate("expired")), .unavailable),
            (.tls(host: "h", .credentials("no file")), .configuration),
            (.tls(host: "h", .broken("gone")), .unavailable),
            (.tls(host: "h", .handshake("no")), .unavailable),
        ])
    func sentences(error: CryptographyError, status: Basics.ExitStatus) {
        #expect(error.status == status)
        #expect(error.message.count > 5 && !error.message.contains("\n") && !error.message.contains("\u{7}"))
    }
}
