import Basics
import Cryptography
import Foundation
import Testing

@testable import Tokens

/// Signatures that others have published or made.
@Suite struct WebhookVectorTests {
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let scheme: String
        let key: String
        let publicKey: String?
        let verifiesOnly: Bool?
        let time: Int64?
        let url: String?
        let body: String
        let headers: [[String]]
        var testDescription: String { name }

        var box: SecretBox { SecretBox(Secret(utf8: key)) }
        var bytes: [UInt8] { Array(body.utf8) }
        var now: Timestamp { Timestamp(seconds: time ?? 1_700_000_000) }
        var given: [WebhookHeader] { headers.map { ($0[0], $0[1]) } }

        func verify(_ keys: [SecretBox], body: [UInt8]? = nil, now: Timestamp? = nil) throws -> VerifiedWebhook {
            try #require(WebhookScheme(rawValue: scheme)).verify(
                headers: given, body: body ?? bytes, url: url, keys: keys, now: now ?? self.now)
        }
    }

    private struct File: Decodable { let tests: [Row] }

    static let rows: [Row] = {
        do {
            let url = try #require(Bundle.module.resourceURL?.appendingPathComponent("Vectors/webhooks.json"))
            return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).tests
        } catch {
            Issue.record("webhooks.json: \(error)")
            return []
        }
    }()

    @Test("every scheme has a vector")
    func complete() {
        #expect(Set(Self.rows.map(\.scheme)) == Set(WebhookScheme.allCases.map(\.rawValue)))
    }

    @Test("it verifies, by its key only, and says when it was signed", arguments: rows)
    func verifies(row: Row) throws {
        let scheme = try #require(WebhookScheme(rawValue: row.scheme))
        let stranger = SecretBox(try scheme.generateKey())
        let found = try row.verify([stranger, row.box])
        #expect(found == VerifiedWebhook(matched: 1, timestamp: row.time.map(Timestamp.init(seconds:))))
        let refused = #expect(throws: WebhookError.self) { try row.verify([stranger]) }
        // A plain token does not even look at the header of a signature.
        let isSigned = row.name == "gitlab, signing token (made)"
        #expect(refused == (isSigned ? .missingHeader("X-Gitlab-Token") : .signatureMismatch))
        if row.name != "gitlab, secret token" {
            #expect(throws: WebhookError.signatureMismatch) { try row.verify([row.box], body: row.bytes + [0x78]) }
        }
        for apart in [-301, 301] as [Int] where row.time != nil {
            #expect(throws: WebhookError.self) { try row.verify([row.box], now: row.now + .seconds(apart)) }
        }
    }

    @Test("we sign the same", arguments: rows.filter { $0.verifiesOnly != true })
    func signs(row: Row) throws {
        let scheme = try #require(WebhookScheme(rawValue: row.scheme))
        let headers = try scheme.headers(
            for: row.bytes, id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: row.now, url: row.url, keys: [row.box])
        #expect(headers.map { [$0.name, $0.value] } == row.headers)
    }

    @Test("receivers are given the public half", arguments: rows)
    func publicKeys(row: Row) throws {
        let scheme = try #require(WebhookScheme(rawValue: row.scheme))
        let key = try scheme.publicKey(of: Secret(utf8: row.key))
        #expect(key == row.publicKey)
    }

    @Test("a public key does not sign", arguments: rows.filter { $0.key == $0.publicKey })
    func publicKeyDoesNotSign(row: Row) throws {
        let scheme = try #require(WebhookScheme(rawValue: row.scheme))
        #expect(throws: WebhookError.self) {
            try scheme.headers(for: row.bytes, id: "msg_1", timestamp: row.now, url: row.url, keys: [row.box])
        }
    }
}
