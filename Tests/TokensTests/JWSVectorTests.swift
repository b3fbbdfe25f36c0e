import Basics
import Cryptography
import Foundation
import JSON
import Testing

@testable import Tokens

/// Published tokens, most of whose payloads are no claims: only their form and their signature are judged.
@Suite struct JWSVectorTests {
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let algorithm: String
        let jwk: [String: String]
        let jws: String
        let invalid: Bool?
        var testDescription: String { name }

        var key: JWTKey {
            get throws {
                let algorithm = try #require(JWTAlgorithm(rawValue: algorithm))
                if let text = jwk["k"] {
                    let bytes = try #require(Base64.decodeURL(text))
                    return JWTKey(algorithm: algorithm, material: .symmetric(SecretBox(Secret(bytes))))
                }
                let members = JSONObject(jwk.map { (key: $0.key, value: .string($0.value)) })
                return JWTKey(algorithm: algorithm, material: .publicKey(try PublicKey(jwk: .object(members))))
            }
        }
    }

    private struct File: Decodable { let tests: [Row] }

    static let rows: [Row] = {
        do {
            let url = try #require(Bundle.module.resourceURL?.appendingPathComponent("Vectors/jws.json"))
            return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).tests
        } catch {
            Issue.record("jws.json: \(error)")
            return []
        }
    }()

    @Test("the tokens of the RFCs and Wycheproof", arguments: rows)
    func published(_ row: Row) throws {
        let key = try row.key
        if row.invalid == true {
            #expect(throws: JWTError.self) { try JWT.matchingKey(CompactJWS(row.jws), [key]) }
        } else {
            #expect(try JWT.matchingKey(CompactJWS(row.jws), [key]) == 0)
        }
    }

    @Test("RFC 7515 A.1 as a token with claims")
    func claims() throws {
        let row = try #require(Self.rows.first)
        let before = Timestamp(seconds: 1_300_819_379)
        let token = try JWT.verify(
            row.jws, keys: [row.key], expecting: JWTExpectations(issuer: "joe", leeway: .zero, now: before))
        #expect(token.claims["iss"] == "joe")
        #expect(token.claims["http://example.com/is_root"] == true)
        let expiry = Timestamp(seconds: 1_300_819_380)
        #expect(throws: JWTError.expired(at: expiry)) {
            try JWT.verify(row.jws, keys: [row.key], expecting: JWTExpectations(leeway: .zero, now: expiry))
        }
    }
}
