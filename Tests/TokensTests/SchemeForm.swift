import Basics
import Cryptography
import Testing

@testable import Tokens

/// Each scheme with each form of its keys.
struct SchemeForm: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let scheme: WebhookScheme
    /// Whether the body is signed.
    var signsBody = true
    /// Whether a time is signed.
    var signsTime = true
    var makesKeyPairs = false
    var makesSigningToken = false

    static let url = "https://example.com/hook?a=1"
    static let sent = Timestamp(seconds: 1_614_265_330)

    static let all = [
        SchemeForm(testDescription: "standard v1", scheme: .standard),
        SchemeForm(testDescription: "standard v1a", scheme: .standard, makesKeyPairs: true),
        SchemeForm(testDescription: "github", scheme: .github, signsTime: false),
        SchemeForm(testDescription: "stripe", scheme: .stripe),
        SchemeForm(testDescription: "slack", scheme: .slack),
        SchemeForm(testDescription: "shopify", scheme: .shopify, signsTime: false),
        SchemeForm(testDescription: "twilio", scheme: .twilio, signsTime: false),
        SchemeForm(testDescription: "gitlab, secret token", scheme: .gitlab, signsBody: false, signsTime: false),
        SchemeForm(testDescription: "gitlab, signing token", scheme: .gitlab, makesSigningToken: true),
        SchemeForm(testDescription: "discord", scheme: .discord),
    ]

    func key() throws -> SecretBox {
        if makesKeyPairs { return SecretBox(try WebhookScheme.generateStandardKeyPair()) }
        if makesSigningToken { return SecretBox(try WebhookScheme.generateGitLabSigningToken()) }
        return SecretBox(try scheme.generateKey())
    }

    func headers(_ body: [UInt8], _ keys: [SecretBox]) throws -> [WebhookHeader] {
        try scheme.headers(for: body, id: "msg_1", timestamp: Self.sent, url: Self.url, keys: keys)
    }

    func verify(
        _ headers: [WebhookHeader], _ body: [UInt8], _ keys: [SecretBox], now: Timestamp = sent
    ) throws(WebhookError) -> VerifiedWebhook {
        try scheme.verify(headers: headers, body: body, url: Self.url, keys: keys, now: now)
    }

    func error(
        _ headers: [WebhookHeader], _ body: [UInt8], _ keys: [SecretBox], now: Timestamp = sent
    ) -> WebhookError? {
        do throws(WebhookError) {
            _ = try verify(headers, body, keys, now: now)
            return nil
        } catch { return error }
    }
}
