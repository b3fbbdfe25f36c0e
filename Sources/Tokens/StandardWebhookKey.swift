internal import Basics
internal import Cryptography

/// A key of Standard Webhooks, told by its prefix: `whsec_` signs and verifies by HMAC (`v1`), `whsk_` signs by Ed25519
/// (`v1a`), and its public half `whpk_` only verifies. Base 64 follows.
enum StandardWebhookKey: ~Copyable {
    case symmetric(Secret)
    case pair(PrivateKey)
    case publicKey(PublicKey)

    /// The specification's bounds for a symmetric key, in bytes.
    private static let symmetricByteCounts = 24...64

    /// Reads a key as it is handed out. `whsec_` may be missing, as in the specification's own libraries.
    init(_ text: borrowing Secret) throws(WebhookError) {
        if let bytes = try Self.decoded(text, after: "whsk_") {
            self = .pair(try WebhookEd25519.privateKey(bytes))
        } else if let bytes = try Self.decoded(text, after: "whpk_") {
            self = .publicKey(try WebhookEd25519.publicKey(bytes))
        } else {
            let isPrefixed = text.rest(after: "whsec_") != nil
            let bytes = try Self.decoded(text, after: isPrefixed ? "whsec_" : "") ?? Secret([])
            guard Self.symmetricByteCounts.contains(bytes.count) else {
                throw .unusableKey("Standard Webhooks keys have 24 to 64 bytes, and this one \(bytes.count)")
            }
            self = .symmetric(bytes)
        }
    }

    /// A signature with its version.
    func sign(_ text: [UInt8]) throws(WebhookError) -> String {
        switch self {
        case .symmetric(let key): return "v1," + Base64.encode(try Self.authenticate(text, key))
        case .pair(let key): return "v1a," + Base64.encode(try WebhookEd25519.sign(text, key))
        case .publicKey: throw .unusableKey("it is a public key (whpk_), which only verifies")
        }
    }

    /// Whether one of the signatures is this key's. Each key looks at those of its own version only.
    func hasSigned(_ text: [UInt8], _ signatures: StandardWebhookSignatures) throws(WebhookError) -> Bool {
        switch self {
        case .symmetric(let key):
            guard !signatures.codes.isEmpty else { return false }
            let expected = try Self.authenticate(text, key)
            return signatures.codes.contains { constantTimeEqual($0, expected) }
        case .pair(let key):
            let half = try WebhookEd25519.publicKey(of: key)
            return signatures.asymmetric.contains { half.verify($0, of: text, .ed25519) }
        case .publicKey(let key):
            return signatures.asymmetric.contains { key.verify($0, of: text, .ed25519) }
        }
    }

    /// `whpk_` and the public half; nil for a symmetric key.
    func publicText() throws(WebhookError) -> String? {
        switch self {
        case .symmetric: nil
        case .pair(let key): try "whpk_" + Base64.encode(WebhookEd25519.publicKey(of: key).ed25519Bytes ?? [])
        case .publicKey(let key): "whpk_" + Base64.encode(key.ed25519Bytes ?? [])
        }
    }

    private static func authenticate(_ text: [UInt8], _ key: borrowing Secret) throws(WebhookError) -> [UInt8] {
        do throws(CryptographyError) {
            return try HMAC.authenticate(text, key: key, .sha256)
        } catch { throw .unusableKey(error.message) }
    }

    /// The bytes in Base 64 after a prefix; nil where it does not stand there.
    private static func decoded(_ text: borrowing Secret, after prefix: String) throws(WebhookError) -> Secret? {
        guard let rest = text.rest(after: prefix) else { return nil }
        do throws(CryptographyError) {
            return try Secret(base64: rest, .standard, prefix.isEmpty ? "the key" : "what follows '\(prefix)'")
        } catch { throw .unusableKey(error.message) }
    }
}

/// The signatures of a `webhook-signature` header that have the form of their version.
struct StandardWebhookSignatures {
    /// Those of version `v1`.
    let codes: [[UInt8]]
    /// Those of version `v1a`.
    let asymmetric: [[UInt8]]

    /// More signatures than a rotation makes: beyond that a header only costs time.
    private static let most = 32

    /// Reads a list with spaces between; what is of another version or has no form is passed over.
    init(_ list: String) throws(WebhookError) {
        let entries = list.utf8.split(separator: UInt8(ascii: " "))
        guard entries.count <= Self.most else { throw .malformedHeader("webhook-signature") }
        func values(_ version: String, _ byteCount: Int) -> [[UInt8]] {
            entries.filter { $0.starts(with: version.utf8) }
                .compactMap { Base64.decode(String(decoding: $0.dropFirst(version.utf8.count), as: UTF8.self)) }
                .filter { $0.count == byteCount }
        }
        codes = values("v1,", DigestAlgorithm.sha256.byteCount)
        asymmetric = values("v1a,", WebhookEd25519.signatureByteCount)
        guard !codes.isEmpty || !asymmetric.isEmpty else { throw .malformedHeader("webhook-signature") }
    }
}
