import HTTP
import Testing

@Suite struct MailTests {
    @Test(arguments: [
        ("ada@example.com", true), ("a.b+c@mail.example.com", true), ("o'neill@example.com", true), ("ada@localhost", true),
        ("ada", false), ("@example.com", false), ("ada@", false), ("a@b@c", false), ("a..b@example.com", false),
        (".a@example.com", false), ("a b@example.com", false), ("a@exa mple.com", false), ("a\r\nRCPT TO:<x@y.z>@b.c", false),
        ("<a@b.c>", false), ("a@b.c>", false), ("\"a b\"@example.com", false), ("a@[127.0.0.1]", false), ("ä@example.com", false),
        ("a@b_c.d", false), ("a\u{0}@example.com", false), ("", false), (String(repeating: "a", count: 65) + "@b.c", false),
    ])
    func `Only plain addresses are addresses`(text: String, isOne: Bool) {
        #expect((MailAddress(text) != nil) == isOne)
    }

    @Test(arguments: [
        ("smtp://smtp.example.com", "smtp://smtp.example.com:587"), ("smtps://h", "smtps://h:465"),
        ("smtp://127.0.0.1:25", "smtp://127.0.0.1:25"), ("smtp://[::1]:25", "smtp://[::1]:25"), ("smtp://[::1]", "smtp://[::1]:587"),
        ("http://h", nil), ("h", nil), ("smtp://", nil), ("smtp://u:p@h", nil), ("smtp://h/x", nil), ("smtp://h:0", nil),
        ("smtp://h:65536", nil), ("smtp://h:x", nil), ("smtp://a b", nil), ("smtp://h\r\nx", nil), ("smtp://h?x", nil),
    ] as [(String, String?)])
    func `A server is a scheme, a host and a port`(text: String, whole: String?) {
        #expect(MailServer(text)?.description == whole)
    }

    @Test(arguments: [("127.0.0.1", true), ("localhost", true), ("[::1]", true), ("smtp.example.com", false), ("10.0.0.1", false)])
    func `This machine is known`(host: String, isHere: Bool) throws {
        #expect(try #require(MailServer("smtp://\(host):25")).isLoopback == isHere)
    }

    @Test func `Nobody listens, and a password is in no error`() throws {
        let address = try #require(MailAddress("a@example.com"))
        let server = try #require(MailServer("smtp://127.0.0.1:1"))
        let error = try #require(throws: MailError.self) {
            try MailClient().send(
                MailRequest(
                    server: server, user: "u", password: "s3cret", sender: address, recipients: [address],
                    content: Array("Subject: x\r\n\r\nx\r\n".utf8)))
        }
        #expect(error.isTransient && !error.mayHaveArrived)
        #expect(!"\(error) \(error.message) \(error.hint ?? "")".contains("s3cret"))
    }
}
