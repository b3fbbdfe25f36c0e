import Basics
import Cryptography
import Processes
import TestSupport
import Testing

/// Keys that the `openssl` command writes and reads.
@Suite struct PEMTests {
    private static func openssl(_ arguments: [String], input: String = "") throws -> String {
        let result = try ProgramRun.run(["openssl"] + arguments, standardInput: Array(input.utf8))
        guard result.exitCode == 0 else { throw TestFailure("openssl \(arguments.first ?? "") failed") }
        return String(decoding: result.standardOutput, as: UTF8.self)
    }

    static let written: [(KeyType, [String])] = [
        (.ed25519, ["genpkey", "-algorithm", "ed25519"]),
        (.p256, ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
        (.p384, ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]),
        (.rsa2048, ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
        (.p256, ["ecparam", "-name", "prime256v1", "-genkey", "-noout"]),
        (.rsa2048, ["genrsa", "-traditional", "2048"]),
    ]

    @Test("what the command writes is read, and the other way round", arguments: written)
    func interchange(type: KeyType, command: [String]) throws {
        let pem = try Self.openssl(command)
        let key = try PrivateKey(pem: Secret(utf8: pem))
        #expect(key.type == type)
        let publicPEM = try Self.openssl(["pkey", "-pubout"], input: pem)
        let publicKey = try key.publicKey()
        #expect(publicKey.pem == publicPEM)
        #expect(try PublicKey(pem: publicPEM).subjectPublicKeyInfo == publicKey.subjectPublicKeyInfo)
        let written = try key.pem().revealedText() ?? ""
        #expect(try Self.openssl(["pkey", "-pubout"], input: written) == publicPEM)
        #expect(try Self.openssl(["pkey"], input: pem) == written, "PKCS #8, byte for byte")
    }

    @Test("text around a key does not matter")
    func surroundings() throws {
        let pem = try Self.openssl(["genpkey", "-algorithm", "ed25519"])
        let key = try PrivateKey(pem: Secret(utf8: "a comment\r\n" + pem.replacing("\n", with: "\r\n") + "\nthe end"))
        #expect(key.type == .ed25519)
    }

    static let unfit: [(String, [String])] = [
        ("RSA of 1024 bits", ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]),
        ("RSA of 2056 bits", ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2056"]),
        ("RSA for PSS alone", ["genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"]),
        ("P-521", ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"]),
        ("secp256k1", ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"]),
        (
            "a curve by its numbers",
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"]
        ),
        ("Ed448", ["genpkey", "-algorithm", "ed448"]),
        ("X25519", ["genpkey", "-algorithm", "x25519"]),
    ]

    @Test("a key of another kind is refused, with its kind in the error", arguments: unfit)
    func kinds(name: String, command: [String]) throws {
        let pem = try Self.openssl(command)
        let publicPEM = try Self.openssl(["pkey", "-pubout"], input: pem)
        for attempt in [
            { _ = try PrivateKey(pem: Secret(utf8: pem)).type }, { _ = try PublicKey(pem: publicPEM).type },
        ] as [() throws -> Void] {
            #expect(
                performing: attempt,
                throws: { error in
                    guard case .unsupported = error as? CryptographyError else { return false }
                    return true
                })
        }
    }

    @Test(
        "a key with a passphrase is refused, and nobody is asked for it",
        arguments: [
            ["pkey", "-aes256", "-passout", "pass:secret"],
            ["ec", "-aes256", "-passout", "pass:secret"],
        ])
    func encrypted(command: [String]) throws {
        let plain = try Self.openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"])
        let pem = try Self.openssl(command, input: plain)
        let expected = CryptographyError.malformed(
            "the private key has a passphrase: take it off first (openssl pkey)")
        #expect(throws: expected) { _ = try PrivateKey(pem: Secret(utf8: pem)).type }
    }

    @Test(
        "what is no key is refused, and none of it is quoted",
        arguments: [
            "", "\n", "not a key c4n4ry", "-----BEGIN PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\nc4n4ry\n-----END PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
            "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n",
            "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", String(repeating: "A", count: 100_000),
            "\0\0\0",
        ])
    func garbage(text: String) {
        func check(_ error: any Error) -> Bool {
            guard let error = error as? CryptographyError, case .malformed(let what) = error else { return false }
            return !what.contains("c4n4ry") && !error.description.contains("c4n4ry")
        }
        #expect(performing: { _ = try PrivateKey(pem: Secret(utf8: text)).type }, throws: check)
        #expect(performing: { _ = try PublicKey(pem: text).type }, throws: check)
    }

    @Test("DER with something after it, or in a longer form than it needs, is refused")
    func looseDER() throws {
        let bytes = try PrivateKey.generate(.p256).publicKey().subjectPublicKeyInfo
        #expect(throws: CryptographyError.self) { try PublicKey(subjectPublicKeyInfo: bytes + [0]) }
        #expect(throws: CryptographyError.self) { try PublicKey(subjectPublicKeyInfo: Array(bytes.dropLast())) }
        // The outer length in two bytes where one does (X.690 §10.1).
        #expect(throws: CryptographyError.self) {
            try PublicKey(subjectPublicKeyInfo: [0x30, 0x81, bytes[1]] + bytes.dropFirst(2))
        }
        #expect(throws: CryptographyError.self) { try PublicKey(subjectPublicKeyInfo: []) }
    }

    @Test("a private key that does not belong to its public half is refused")
    func halves() throws {
        // PKCS #8 of an EC key holds both halves: the public one is exchanged for another key's.
        let first = try PrivateKey.generate(.p256)
        let second = try PrivateKey.generate(.p256).publicKey().subjectPublicKeyInfo.suffix(65)
        let pem = try first.pem().revealedText() ?? ""
        let body = pem.split(separator: "\n").dropFirst().dropLast().joined()
        var der = try Secret(base64: Secret(utf8: body), .standard, "it").revealedBytes()
        der.replaceSubrange((der.count - 65)..., with: second)
        let text = Secret(der).base64(.standard).revealedText() ?? ""
        #expect(throws: CryptographyError.malformed("the private key's two halves do not belong together")) {
            _ = try PrivateKey(
                pem: Secret(utf8: "-----BEGIN PRIVATE KEY-----\n\(text)\n-----END PRIVATE KEY-----\n")
            ).type
        }
    }
}
