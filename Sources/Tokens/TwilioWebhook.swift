internal import Basics
internal import Cryptography

/// Twilio's scheme (twilio.com/docs/usage/webhooks/webhooks-security; twilio-python, request_validator.py): HMAC-SHA1 in
/// Base 64 over the URL as Twilio called it and, for a form, every parameter's name and value in the order of the names.
/// A body of another form is covered by `bodySHA256` in the URL's query. Twilio signs the URL now with its port and now
/// without: both are tried. There is no time in it, so a request can be sent again; room for one signature.
///
/// HMAC is what keeps SHA-1 usable here (RFC 6194 §3.3): forging it takes more than collisions. A shared key of Twilio's
/// may sign with SHA-256 instead, and says so in a second header, which only decides between the two.
struct TwilioWebhook: WebhookTextKeyed {
    let carriesSeveralSignatures = false

    private static let header = "X-Twilio-Signature"
    private static let settingsHeader = "X-Twilio-Webhooks-Signature-Settings"

    /// Hexadecimal, as Twilio's own, and twice as long.
    func generateKey() throws(CryptographyError) -> Secret { try Random.secret(32).hexadecimal() }

    func headers(for delivery: WebhookDelivery, keys: [SecretBox]) throws(WebhookError) -> [WebhookHeader] {
        let url = try WebhookURL(delivery.url)
        guard let form = try Self.form(url, delivery.body) else {
            throw .unusableURL("its bodySHA256 is not the body's SHA-256")
        }
        let code = try signer(keys).withSecret { (key) throws(WebhookError) in
            try authenticate(Array(url.text.utf8) + form, key, .sha1)
        }
        return [(Self.header, Base64.encode(code))]
    }

    func verify(
        _ request: WebhookRequest, keys: [SecretBox], clock: WebhookClock
    ) throws(WebhookError) -> VerifiedWebhook {
        let algorithm = try Self.algorithm(request)
        guard let code = Base64.decode(try request.header(Self.header)), code.count == algorithm.byteCount else {
            throw .malformedHeader(Self.header)
        }
        let url = try WebhookURL(request.url)
        guard let form = try Self.form(url, request.body) else { throw .signatureMismatch }
        let texts = url.spellings.map { Array($0.utf8) + form }
        return VerifiedWebhook(matched: try position(of: [code], texts, keys, algorithm))
    }

    /// The signed form of a body: its parameters, or nothing where the URL vouches for it. Nil where the URL vouches for
    /// another one.
    private static func form(_ url: WebhookURL, _ body: [UInt8]) throws(WebhookError) -> [UInt8]? {
        guard let digest = url.parameter("bodySHA256") else { return try WebhookForm(body).signed }
        guard let expected = Hexadecimal.decode(digest) else { return nil }
        return constantTimeEqual(expected, SHA256.hash(body)) ? [] : nil
    }

    /// SHA-1 where nothing is said, as for an account's auth token.
    private static func algorithm(_ request: WebhookRequest) throws(WebhookError) -> DigestAlgorithm {
        let settings = try request.optionalHeader(settingsHeader) ?? ""
        let prefix = "algorithm="
        let named = settings.utf8.split(separator: UInt8(ascii: ","))
            .map { String(decoding: $0.drop { $0 == 0x20 }, as: UTF8.self) }
            .filter { $0.hasPrefix(prefix) }
        switch named.map({ $0.dropFirst(prefix.count) }) {
        case [], ["HMAC_SHA1"]: return .sha1
        case ["HMAC_SHA256"]: return .sha256
        default: throw .malformedHeader(settingsHeader)
        }
    }
}
