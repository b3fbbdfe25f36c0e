import Basics
import Cryptography
import Testing

@testable import Tokens

@Suite struct WebhookTests {
    private static let body = Array(#"{"test": 2432232314}"#.utf8)
    private static let sent = Timestamp(seconds: 1_614_265_330)

    private static func box(_ text: String) -> SecretBox { SecretBox(Secret(utf8: text)) }
    /// The key of the specification's own example.
    private static let published = box("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    private static let other = box("whsec_" + Base64.encode([UInt8](repeating: 7, count: 32)))

    private static func error(
        _ scheme: WebhookScheme, _ headers: [WebhookHeader], _ keys: [SecretBox], body: [UInt8] = body,
        now: Timestamp = sent
    ) -> WebhookError? {
        do throws(WebhookError) {
            _ = try scheme.verify(headers: headers, body: body, keys: keys, now: now)
            return nil
        } catch { return error }
    }

    @Test("the example of Standard Webhooks")
    func standardVector() throws {
        let headers = try WebhookScheme.standard.headers(
            for: Self.body, id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: Self.sent, keys: [Self.published])
        #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(
            headers.map(\.value) == [
                "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ])
        #expect(
            try WebhookScheme.standard.verify(headers: headers, body: Self.body, keys: [Self.published], now: Self.sent)
                == 0)
    }

    @Test("the example of GitHub")
    func gitHubVector() throws {
        let key = Self.box("It's a Secret to Everybody")
        let body = Array("Hello, World!".utf8)
        let headers = try WebhookScheme.github.headers(for: body, id: "x", timestamp: Self.sent, keys: [key])
        #expect(headers.map(\.name) == ["X-Hub-Signature-256"])
        #expect(headers.map(\.value) == ["sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"])
        #expect(try WebhookScheme.github.verify(headers: headers, body: body, keys: [key], now: Self.sent) == 0)
        #expect(Self.error(.github, headers, [key], body: body, now: Timestamp(seconds: 0)) == nil, "it has no time")
    }

    @Test("during a rotation the old key and the new one are both good", arguments: WebhookScheme.allCases)
    func rotation(scheme: WebhookScheme) throws {
        let old = SecretBox(try scheme.generateKey())
        let new = SecretBox(try scheme.generateKey())
        let stranger = SecretBox(try scheme.generateKey())
        let headers = try scheme.headers(for: Self.body, id: "msg_1", timestamp: Self.sent, keys: [new, old])
        func position(_ keys: [SecretBox]) throws -> Int {
            try scheme.verify(headers: headers, body: Self.body, keys: keys, now: Self.sent)
        }
        #expect(try position([new]) == 0)
        #expect(try position([stranger, new]) == 1)
        #expect(try position([stranger, old, new]) == (scheme.carriesSeveralSignatures ? 1 : 2))
        #expect(Self.error(scheme, headers, [stranger]) == .signatureMismatch)
        #expect((Self.error(scheme, headers, [old]) == nil) == scheme.carriesSeveralSignatures)
        #expect(throws: WebhookError.self) { try position([]) }
        #expect(throws: WebhookError.self) {
            try scheme.headers(for: Self.body, id: "msg_1", timestamp: Self.sent, keys: [])
        }
    }

    @Test("every bit of the body counts, and of what is signed beside it", arguments: WebhookScheme.allCases)
    func edits(scheme: WebhookScheme) throws {
        let key = SecretBox(try scheme.generateKey())
        let headers = try scheme.headers(for: Self.body, id: "msg_1", timestamp: Self.sent, keys: [key])
        for bit in 0..<Self.body.count * 8 {
            var edited = Self.body
            edited[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(Self.error(scheme, headers, [key], body: edited) == .signatureMismatch)
        }
        for body in [[], Self.body + [10], Array(Self.body.dropLast())] {
            #expect(Self.error(scheme, headers, [key], body: body) == .signatureMismatch)
        }
        for index in headers.indices {
            for place in headers[index].value.indices {
                var edited = headers
                let old = edited[index].value[place]
                edited[index].value.replaceSubrange(place...place, with: [old == "1" ? "2" : "1"])
                #expect(Self.error(scheme, edited, [key]) != nil, "\(edited[index].name)")
            }
        }
    }

    @Test(
        "five minutes before and after",
        arguments: [
            (0, nil), (300, nil), (-300, nil),
            (301, WebhookError.tooOld(Timestamp(seconds: 1_614_265_330))),
            (-301, WebhookError.fromTheFuture(Timestamp(seconds: 1_614_265_330))),
        ] as [(Int, WebhookError?)])
    func tolerance(seconds: Int, expected: WebhookError?) throws {
        let headers = try WebhookScheme.standard.headers(
            for: Self.body, id: "msg_1", timestamp: Self.sent, keys: [Self.published])
        #expect(Self.error(.standard, headers, [Self.published], now: Self.sent + .seconds(seconds)) == expected)
    }

    @Test("names of headers are compared without case, and what else comes along does not matter")
    func otherHeaders() throws {
        let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        let headers: [WebhookHeader] = [
            ("Content-Type", "application/json"), ("WEBHOOK-ID", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("Webhook-Timestamp", "1614265330"), ("content-type", "again"),
            ("Webhook-Signature", "v1a,AAAA v2,BBBB v1,bm90IGl0 \(signature)"),
        ]
        #expect(Self.error(.standard, headers, [Self.other, Self.published]) == nil)
    }

    @Test("headers that are missing, doubled or broken are refused by name")
    func broken() throws {
        let good: [WebhookHeader] = [
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"),
            ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ]
        #expect(Self.error(.standard, good, [Self.published]) == nil)
        for (index, header) in good.enumerated() {
            var missing = good
            missing.remove(at: index)
            #expect(Self.error(.standard, missing, [Self.published]) == .missingHeader(header.name))
            #expect(
                Self.error(.standard, good + [(header.name.uppercased(), header.value)], [Self.published])
                    == .repeatedHeader(header.name))
            var empty = good
            empty[index].value = ""
            #expect(Self.error(.standard, empty, [Self.published]) == .malformedHeader(header.name))
            var long = good
            long[index].value = String(repeating: "1", count: 10_000)
            #expect(Self.error(.standard, long, [Self.published]) == .malformedHeader(header.name))
        }
        for value in ["-5", "+1614265330", "1614265330.0", " 1614265330", "0x5", "１６", "999999999999"] {
            var edited = good
            edited[1].value = value
            #expect(
                Self.error(.standard, edited, [Self.published]) == .malformedHeader("webhook-timestamp"), "\(value)")
        }
        for value in ["msg.1", "msg 1", "msg\n1", "é"] {
            var edited = good
            edited[0].value = value
            #expect(Self.error(.standard, edited, [Self.published]) == .malformedHeader("webhook-id"))
        }
        for value in [
            "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1", "v1,", "v1a,AAAA", "V1,AAAA", "v1,!!!!",
            String(repeating: "v1,AAAA ", count: 33),
        ]
        where value != "v1," {
            var edited = good
            edited[2].value = value
            #expect(
                Self.error(.standard, edited, [Self.published]) == .malformedHeader("webhook-signature"),
                "\(value.prefix(8))")
        }
        for value in ["757107ea", "sha1=757107ea0eb2509fc211221cce984b8a37570b6d", "sha256=", "sha256=xx", "sha256=75"]
        {
            #expect(
                Self.error(.github, [("X-Hub-Signature-256", value)], [Self.other])
                    == .malformedHeader("X-Hub-Signature-256"))
        }
        #expect(Self.error(.github, good, [Self.other]) == .missingHeader("X-Hub-Signature-256"))
    }

    @Test("a point in the id would let one signature stand for two messages: it is not signed")
    func identifiers() {
        for id in ["", "a.b", "a b", "a\r\nX-Evil: 1", "é", String(repeating: "a", count: 257)] {
            #expect(
                throws: WebhookError.unusableIdentifier(
                    "it must be 1 to 256 ASCII characters without spaces and points")
            ) {
                try WebhookScheme.standard.headers(for: Self.body, id: id, timestamp: Self.sent, keys: [Self.published])
            }
        }
    }

    @Test(
        "keys that the scheme cannot use are refused, and not shown",
        arguments: [
            (WebhookScheme.standard, ""), (.standard, "whsec_"), (.standard, "whsec_c4n4ry!"), (.standard, "c4n4ry"),
            (.standard, "whsec_" + Base64.encode([UInt8](repeating: 1, count: 23))),
            (.standard, "whsec_" + Base64.encode([UInt8](repeating: 1, count: 65))),
            (.standard, "whsk_" + Base64.encode([UInt8](repeating: 1, count: 32))), (.github, ""),
        ])
    func unfitKeys(scheme: WebhookScheme, text: String) {
        func check(_ error: any Error) -> Bool {
            guard let error = error as? WebhookError, case .unusableKey = error else { return false }
            return !"\(error)".contains("c4n4ry")
        }
        #expect(performing: { try scheme.checkKey(Secret(utf8: text)) }, throws: check)
        #expect(
            performing: {
                _ = try scheme.headers(for: [], id: "a", timestamp: Self.sent, keys: [Self.box(text)])
            }, throws: check)
    }

    @Test(
        "keys that it can use",
        arguments: [
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_" + Base64.encode([UInt8](repeating: 1, count: 24)),
            "whsec_" + Base64.encode([UInt8](repeating: 1, count: 64)),
        ])
    func fitKeys(text: String) {
        #expect(throws: Never.self) { try WebhookScheme.standard.checkKey(Secret(utf8: text)) }
    }

    @Test("a new key is one that the scheme can use, and another each time", arguments: WebhookScheme.allCases)
    func generation(scheme: WebhookScheme) throws {
        let key = try scheme.generateKey()
        #expect(throws: Never.self) { try scheme.checkKey(key) }
        let text = key.revealedText() ?? ""
        let another = try scheme.generateKey().revealedText()
        #expect(text.hasPrefix("whsec_") == (scheme == .standard))
        #expect(another != text)
    }

    @Test("headers are read from a text")
    func headerTexts() throws {
        let headers = try WebhookScheme.headers(
            inText: "webhook-id: msg_1\r\nWebhook-Signature:v1,a= v1,b:c=\r\n\r\n  X-Empty:\n")
        #expect(headers.map(\.name) == ["webhook-id", "Webhook-Signature", "X-Empty"])
        #expect(headers.map(\.value) == ["msg_1", "v1,a= v1,b:c=", ""])
        #expect(throws: WebhookError.notHeaders(line: 2)) { try WebhookScheme.headers(inText: "a: b\nnonsense\n") }
        #expect(throws: WebhookError.notHeaders(line: 1)) { try WebhookScheme.headers(inText: ": b") }
        #expect(try WebhookScheme.headers(inText: "").isEmpty)
    }
}
