import Basics
import Testing

/// What is taken out of foreign text, and what is left.
@Suite("Redaction of credentials")
struct RedactionTests {
    @Test(
        "takes credentials out by their shape",
        arguments: [
            ("PASSWORD=hunter22", "PASSWORD=[redacted]"), ("db_password: hunter22 ok", "db_password: [redacted] ok"),
            (#"{"token": "abc", "n": 1}"#, #"{"token": "[redacted]", "n": 1}"#), (#"{"token":"abc"}"#, #"{"token":"[redacted]"}"#),
            ("redis://user:secret@host:6379/0", "redis://user:[redacted]@host:6379/0"), ("redis://:hunter2@host/0", "redis://:[redacted]@host/0"),
            ("url=postgres://u:p@h/db next", "url=postgres://u:[redacted]@h/db next"),
            ("git clone https://ghp_x1@github.com/a/b", "git clone https://[redacted]@github.com/a/b"),
            ("Authorization: Bearer abc.def", "Authorization: [redacted]"), ("< set-cookie: sid=1; Path=/", "< set-cookie: [redacted]"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1MSJ9.c2ln", "[redacted]"),
            ("a\n-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\nb", "a\n[redacted]\nb"),
            ("x -----BEGIN RSA PRIVATE KEY-----\\nMC4CAQ", "x [redacted]"),
            ("Authorization: Bearer abc.def-ghi next", "Authorization: [redacted] next"),
            ("Authorization: Digest username=\"u\", response=\"6629\"\nx", "Authorization: [redacted]\nx"),
            ("Cookie: sid=1; connect.sid=s%3Aabc; theme=dark", "Cookie: [redacted]"),
            ("cookie=abc; status=200", "cookie=[redacted]; status=200"),
            (#"{"authorization":"Basic Zm9vOmJhcg==","x":1}"#, #"{"authorization":"[redacted]","x":1}"#),
            ("GET /x?token=abc&y=1", "GET /x?token=[redacted]&y=1"), ("_auth=Zm9v", "_auth=[redacted]"),
            ("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here", "got [redacted] here"),
            (#"{\"password\":\"a b\"}"#, #"{\"password\":\"[redacted]"}"#),
            (#"[{"name":"JWT_SECRET","value":"a b"},{"name":"PORT","value":"80"}]"#, #"[{"name":"JWT_SECRET","value":"[redacted]"},{"name":"PORT","value":"80"}]"#),
            (#"{\"name\": \"API_TOKEN\",\n \"value\": \"ab\"}"#, #"{\"name\": \"API_TOKEN\",\n \"value\": \"[redacted]"}"#),
            ("password=\"x y\" user=bob", "password=\"[redacted]\" user=bob"), ("password = hunter2", "password = [redacted]"),
        ])
    func shapes(text: String, expected: String) {
        #expect(Redaction()(text) == expected)
    }

    @Test(
        "leaves what is none",
        arguments: ["deployment \"api\" successfully rolled out", "the token was rotated", "http://127.0.0.1:3000/health", "a@b.c: ok", "Authentication failed for user bob", "session mismatch: token refused", "the token, value: 5", #"{"name":"token","kind":"jwt"}"#, "eyJ is how they begin", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "", "\n\n", "status=200 time=1ms"])
    func harmless(text: String) {
        #expect(Redaction()(text) == text)
    }

    @Test("takes known values out wherever they stand, the longest first")
    func known() {
        let redaction = Redaction(secrets: ["correct", "correct-horse", "abc"])
        #expect(redaction("x correct-horse y correct z abc") == "x [redacted] y [redacted] z abc")
        #expect(redaction.adding(["y corr"])("y corr") == "[redacted]")
    }

    @Test("a megabyte of hostile text is gone through in one pass", arguments: ["a", "=", "eyJ", "password", "://", "\"", "@", "-----BEGIN PRIVATE", "token=\"\\", "cookie: "])
    func hostile(piece: String) {
        let text = String(repeating: piece, count: (1 << 20) / piece.count)
        #expect(!Redaction()(text).isEmpty)
    }
}
