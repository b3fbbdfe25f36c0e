import Basics
import Cryptography
import Testing

@testable import Tokens

/// Twilio signs the URL and the form; the published vectors are in `WebhookVectorTests`.
@Suite struct TwilioWebhookTests {
    private static let key = SecretBox(Secret(utf8: "12345"))
    private static let form = Array("B=2&A=1".utf8)

    private static func headers(_ url: String?, _ body: [UInt8] = form) throws(WebhookError) -> [WebhookHeader] {
        try WebhookScheme.twilio.headers(
            for: body, id: "x", timestamp: SchemeForm.sent, url: url, keys: [key])
    }

    private static func verifies(_ headers: [WebhookHeader], _ url: String?, _ body: [UInt8] = form) -> Bool {
        let found = try? WebhookScheme.twilio.verify(
            headers: headers, body: body, url: url, keys: [key], now: SchemeForm.sent)
        return found != nil
    }

    @Test(
        "a URL verifies with its port and without, wherever its colons are",
        arguments: [
            ("https://example.com/a", ["https://example.com:443/a", "https://example.com:8443/a"]),
            ("http://example.com", ["http://example.com:80", "http://example.com:8080"]),
            ("https://u:p@example.com/a?b=c:1", ["https://u:p@example.com:443/a?b=c:1"]),
            ("https://[2001:db8::1]/a", ["https://[2001:db8::1]:443/a"]),
            ("https://example.com?a@b:1#x", ["https://example.com:443?a@b:1#x"]),
        ])
    func ports(plain: String, withPort: [String]) throws {
        for url in withPort {
            #expect(Self.verifies(try Self.headers(plain), url), "\(plain) seen as \(url)")
            #expect(Self.verifies(try Self.headers(url), url))
        }
        let usual = try #require(withPort.first)
        #expect(Self.verifies(try Self.headers(usual), plain), "\(usual) seen as \(plain)")
        for other in [plain + "x", plain.replacing("//", with: "//x"), "https://other.example/"] {
            #expect(!Self.verifies(try Self.headers(plain), other))
        }
    }

    @Test("the order of the parameters and how they are escaped do not matter; every byte of them does")
    func parameters() throws {
        let url = "https://example.com/"
        let headers = try Self.headers(url, Array("Body=a+b%26c&From=%2B1&Empty=".utf8))
        #expect(Self.verifies(headers, url, Array("Empty=&From=%2b1&Body=a%20b%26c".utf8)))
        for other in ["Body=a+b&c&From=%2B1&Empty=", "Body=a+b%26c&From=+1&Empty=", "Body=a+b%26c&From=%2B1", ""] {
            #expect(!Self.verifies(headers, url, Array(other.utf8)))
        }
    }

    @Test("a body that is no form must be vouched for by the URL")
    func bodies() throws {
        let body = Array(#"{"a":1}"#.utf8)
        let digest = Hexadecimal.encode(SHA256.hash(body))
        let url = "https://example.com/?x=1&bodySHA256=\(digest)"
        let headers = try Self.headers(url, body)
        #expect(Self.verifies(headers, url, body))
        #expect(!Self.verifies(headers, url, body + [0x20]))
        #expect(!Self.verifies(headers, "https://example.com/?x=1", body))
        #expect(!Self.verifies(headers, "https://example.com/?x=1&bodySHA256=", body))
        #expect(!Self.verifies(headers, "https://example.com/?x=1#bodySHA256=\(digest)", body))
        #expect(throws: WebhookError.unusableURL("its bodySHA256 is not the body's SHA-256")) {
            try Self.headers(url, body + [0x20])
        }
    }

    @Test(
        "a URL that is missing or none is said to be so",
        arguments: [
            nil, "", "example.com/a", "ftp://example.com/", "https://", "https:///a", "https://exa mple.com/",
            "https://example.com/\u{0}", "https://example.com/\nX", "https://" + String(repeating: "a", count: 9000),
        ] as [String?])
    func urls(url: String?) {
        let error = #expect(throws: WebhookError.self) { try Self.headers(url) }
        #expect(error?.status == .badInput)
        #expect(!Self.verifies([("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")], url))
    }

    @Test(
        "the second header decides between two algorithms, and names no other",
        arguments: [
            ("", true), ("key=a", true), ("key=a,algorithm=HMAC_SHA1", true), ("algorithm=HMAC_SHA256", false),
            ("algorithm=none", false), ("algorithm=", false), ("algorithm=HMAC_SHA1,algorithm=HMAC_SHA1", false),
            ("algorithm=hmac_sha1", false),
        ])
    func settings(value: String, isGood: Bool) throws {
        let url = "https://example.com/"
        let headers = try Self.headers(url) + [("X-Twilio-Webhooks-Signature-Settings", value)]
        #expect(Self.verifies(headers, url) == isGood)
    }

    @Test("a form of a million parameters is refused, and one with broken escapes is read as it stands")
    func hostileForms() throws {
        let url = "https://example.com/"
        let many = Array(String(repeating: "a=1&", count: 1_000_000).utf8)
        #expect(throws: WebhookError.self) { try Self.headers(url, many) }
        for text in ["%", "%4", "%zz", "a=%e9%", "=", "&&&", "==", "\u{0}=\u{FF}"] {
            #expect(Self.verifies(try Self.headers(url, Array(text.utf8)), url, Array(text.utf8)))
        }
    }
}
