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

    static func error(
        _ scheme: WebhookScheme, _ headers: [WebhookHeader], _ keys: [SecretBox], body: [UInt8] = body,
        now: Timestamp = sent
    ) -> WebhookError? {
        do throws(WebhookError) {
            _ = try scheme.verify(headers: headers, body: body, keys: keys, now: now)
            return nil
        } catch { return error }
    }

    @Test("during a rotation the old key and the new one are both good", arguments: SchemeForm.all)
    func rotation(form: SchemeForm) throws {
        let old = try form.key()
        let new = try form.key()
        let stranger = try form.key()
        let headers = try form.headers(Self.body, [new, old])
        func position(_ keys: [SecretBox]) throws -> Int { try form.verify(headers, Self.body, keys).matched }
        #expect(try position([new]) == 0)
        #expect(try position([stranger, new]) == 1)
        let carriesSeveral = form.scheme.carriesSeveralSignatures
        #expect(try position([stranger, old, new]) == (carriesSeveral ? 1 : 2))
        #expect(form.error(headers, Self.body, [stranger]) == .signatureMismatch)
        #expect((form.error(headers, Self.body, [old]) == nil) == carriesSeveral)
        #expect(throws: WebhookError.self) { try position([]) }
        #expect(throws: WebhookError.self) { try form.headers(Self.body, []) }
    }

    @Test("keys of both forms can be live at once: each looks at its own signatures")
    func mixedKeys() throws {
        for (scheme, symmetric, other) in [
            (WebhookScheme.standard, Self.other, SecretBox(try WebhookScheme.generateStandardKeyPair())),
            (.gitlab, SecretBox(try WebhookScheme.generateGitLabSigningToken()), Self.box("a plain secret token")),
        ] {
            func headers(_ keys: [SecretBox]) throws -> [WebhookHeader] {
                try scheme.headers(for: Self.body, id: "msg_1", timestamp: Self.sent, keys: keys)
            }
            func position(_ headers: [WebhookHeader]) throws -> Int {
                try scheme.verify(headers: headers, body: Self.body, keys: [symmetric, other], now: Self.sent).matched
            }
            #expect(try position(headers([symmetric])) == 0)
            #expect(try position(headers([other])) == 1)
            if scheme.carriesSeveralSignatures { #expect(try position(headers([other, symmetric])) == 0) }
        }
    }

    @Test("GitLab's signing token is no secret token: its text in a header opens nothing")
    func gitLabSigningToken() throws {
        let key = try WebhookScheme.generateGitLabSigningToken()
        let box = SecretBox(key.copy())
        let revealed = key.revealedText()
        let text = try #require(revealed)
        let error = #expect(throws: WebhookError.self) {
            try WebhookScheme.gitlab.verify(
                headers: [("X-Gitlab-Token", text)], body: Self.body, keys: [box], now: Self.sent)
        }
        #expect(error == .missingHeader("webhook-signature"))
        let reveals = WebhookScheme.gitlab.headersReveal(key)
        #expect(!reveals)
        let plainReveals = WebhookScheme.gitlab.headersReveal(Secret(utf8: "plain"))
        #expect(plainReveals)
    }

    @Test("every bit of the body counts, and of what is signed beside it", arguments: SchemeForm.all)
    func edits(form: SchemeForm) throws {
        let key = try form.key()
        let headers = try form.headers(Self.body, [key])
        for bit in 0..<Self.body.count * 8 where form.signsBody {
            var edited = Self.body
            edited[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(form.error(headers, edited, [key]) == .signatureMismatch)
        }
        for body in [[], Self.body + [10], Array(Self.body.dropLast())] where form.signsBody {
            #expect(form.error(headers, body, [key]) == .signatureMismatch)
        }
        for index in headers.indices {
            for place in headers[index].value.indices {
                var edited = headers
                let old = edited[index].value[place]
                edited[index].value.replaceSubrange(place...place, with: [old == "1" ? "2" : "1"])
                #expect(form.error(edited, Self.body, [key]) != nil, "\(edited[index].name)")
            }
        }
    }

    @Test("five minutes before and after, where a time is signed", arguments: SchemeForm.all)
    func tolerance(form: SchemeForm) throws {
        let key = try form.key()
        let headers = try form.headers(Self.body, [key])
        let rows: [(Int, WebhookError?)] = [
            (0, nil), (300, nil), (-300, nil), (301, .tooOld(Self.sent)), (-301, .fromTheFuture(Self.sent)),
        ]
        for (seconds, expected) in rows {
            let error = form.error(headers, Self.body, [key], now: Self.sent + .seconds(seconds))
            #expect(error == (form.signsTime ? expected : nil), "\(seconds)")
        }
        let time = try form.verify(headers, Self.body, [key]).timestamp
        #expect(time == (form.signsTime ? Self.sent : nil))
    }

    @Test("a header that is missing, doubled, empty or endless is refused", arguments: SchemeForm.all)
    func brokenHeaders(form: SchemeForm) throws {
        let key = try form.key()
        let headers = try form.headers(Self.body, [key])
        for index in headers.indices {
            var missing = headers
            missing.remove(at: index)
            #expect(form.error(missing, Self.body, [key]) != nil)
            let name = headers[index].name
            #expect(
                form.error(headers + [(name.uppercased(), headers[index].value)], Self.body, [key])
                    == .repeatedHeader(name))
            for value in Self.hostileValues(around: headers[index].value) {
                var edited = headers
                edited[index].value = value
                #expect(form.error(edited, Self.body, [key]) != nil, "\(name): \(value.prefix(20))")
            }
        }
    }

    /// What no sender writes.
    private static func hostileValues(around value: String) -> [String] {
        [
            "", " ", "\0", value + "\0", value + "\n", "\u{1B}[2J" + value, value + "\u{301}", "\u{2028}" + value,
            "\u{FEFF}" + value, "é", "１６１４２６５３３０", "-1", "9999999999999999999999", "=", ",", ",,,,", "v1,", "v1=", "t=",
            "sha256=", "v0=", "%00", String(repeating: "1", count: 8193), String(repeating: "é", count: 5000),
            String(repeating: "v1,AAAA ", count: 900), String(repeating: "v1=00,", count: 1300),
            String(repeating: value + ",", count: 70), String(repeating: "\u{1F468}\u{200D}", count: 1000),
        ]
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

    private static func key(_ prefix: String, _ count: Int) -> String {
        prefix + Base64.encode([UInt8](repeating: 1, count: count))
    }

    private static let unusable: [(WebhookScheme, String)] = [
        (WebhookScheme.standard, ""), (.standard, "whsec_"), (.standard, "whsec_c4n4ry!"), (.standard, "c4n4ry"),
        (.standard, key("whsec_", 23)),
        (.standard, key("whsec_", 65)),
        (.standard, key("whsk_", 31)),
        (.standard, key("whsk_", 64)),
        (.standard, key("whpk_", 31)), (.standard, "whsk_c4n4ry!"),
        (.github, ""), (.stripe, ""), (.slack, ""), (.shopify, ""), (.twilio, ""), (.gitlab, ""),
        (.gitlab, "c4n4ry\r\nX-Evil: 1"), (.gitlab, " c4n4ry"), (.gitlab, "whsec_c4n4ry!"),
        (.gitlab, String(repeating: "c4n4ry", count: 2000)), (.discord, ""), (.discord, "c4n4ry"),
        (.discord, String(repeating: "c4n4", count: 16)), (.discord, String(repeating: "x4n4", count: 32)),
        (.discord, String(repeating: "01", count: 64)),
    ]

    @Test("keys that the scheme cannot use are refused, and not shown", arguments: unusable)
    func unfitKeys(scheme: WebhookScheme, text: String) {
        func check(_ error: any Error) -> Bool {
            guard let error = error as? WebhookError, case .unusableKey(let what) = error else { return false }
            return !"\(error)".contains("c4n4ry") && !what.contains("c4n4")
        }
        #expect(performing: { try scheme.checkKey(Secret(utf8: text)) }, throws: check)
        #expect(
            performing: {
                _ = try scheme.headers(
                    for: [], id: "a", timestamp: Self.sent, url: SchemeForm.url, keys: [Self.box(text)])
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

    @Test("a new key is one that the scheme can use, and another each time", arguments: SchemeForm.all)
    func generation(form: SchemeForm) throws {
        let key = try form.key()
        #expect(throws: Never.self) { try key.withSecret { try form.scheme.checkKey($0) } }
        let text = key.withSecret { $0.revealedText() } ?? ""
        let another = try form.key().withSecret { $0.revealedText() }
        #expect(another != text)
        let prefix = ["standard v1": "whsec_", "standard v1a": "whsk_", "gitlab, signing token": "whsec_"]
        #expect(text.hasPrefix(prefix[form.testDescription] ?? ""))
        #expect(text.utf8.allSatisfy { (0x21...0x7E).contains($0) })
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
        // What only Unicode calls a line end stands in a value, and cannot begin a header of its own.
        let one = try WebhookScheme.headers(inText: "x: a\u{2028}webhook-id: b\u{85}c\u{B}d")
        #expect(one.map(\.value) == ["a\u{2028}webhook-id: b\u{85}c\u{B}d"])
        // The Kelvin sign is canonically a K, and no letter of a header's name.
        let kelvin = try WebhookScheme.headers(inText: "webhoo\u{212A}-id: a")
        #expect(Self.error(.standard, kelvin, [Self.published]) == .missingHeader("webhook-id"))
    }
}
