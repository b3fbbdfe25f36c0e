import Basics
import JSON
import Testing

@testable import Tokens

@Suite struct JWTExpectationTests {
    /// A case of the times: claims, leeway in seconds, and what comes of it at 1,800,000,000.
    struct Times: Sendable, CustomTestStringConvertible {
        let claims: JSONObject
        let leeway: Int
        let error: JWTError?
        var testDescription: String { "\(JSONValue.object(claims).compact), \(leeway) s" }

        init(_ claims: JSONObject, _ leeway: Int, _ error: JWTError?) {
            self.claims = claims
            self.leeway = leeway
            self.error = error
        }
    }

    private static func at(_ offset: Int64) -> Timestamp { Timestamp(seconds: 1_800_000_000 + offset) }
    private static func claim(_ name: String, _ offset: Int64) -> JSONObject {
        [name: .integer(1_800_000_000 + offset)]
    }

    static let times: [Times] = [
        Times([:], 0, nil),
        Times(claim("exp", 1), 0, nil),
        Times(claim("exp", 0), 0, .expired(at: at(0))),
        Times(claim("exp", -1), 0, .expired(at: at(-1))),
        Times(claim("exp", 0), 60, nil),
        Times(claim("exp", -59), 60, nil),
        Times(claim("exp", -60), 60, .expired(at: at(-60))),
        Times(claim("nbf", 0), 0, nil),
        Times(claim("nbf", 1), 0, .notYetValid(before: at(1))),
        Times(claim("nbf", 60), 60, nil),
        Times(claim("nbf", 61), 60, .notYetValid(before: at(61))),
        Times(claim("iat", 0), 0, nil),
        Times(claim("iat", 1), 0, .issuedInFuture(at: at(1))),
        Times(claim("iat", 60), 60, nil),
        Times(claim("iat", 61), 60, .issuedInFuture(at: at(61))),
        Times(claim("iat", -1_000_000), 0, nil),
        Times(claim("exp", -1), -5, .expired(at: at(-1))),
        Times(["exp": 1_800_000_000.5], 0, nil),
        Times(["exp": 1_799_999_999.5], 0, .expired(at: Timestamp(microseconds: 1_799_999_999_500_000))),
        Times(["exp": 1e300], 0, .malformed("its 'exp' is not a time")),
        Times(["exp": -1e300], 0, .malformed("its 'exp' is not a time")),
        Times(["exp": 1_800_000_000_000], 0, .malformed("its 'exp' is not a time")),
        Times(["exp": .integer(.min)], 0, .malformed("its 'exp' is not a time")),
        Times(["exp": "1900000000"], 0, .malformed("its 'exp' is not a time")),
        Times(["exp": nil], 0, .malformed("its 'exp' is not a time")),
        Times(["nbf": true], 0, .malformed("its 'nbf' is not a time")),
        Times(["iat": []], 0, .malformed("its 'iat' is not a time")),
        Times(["exp": -5], 0, .expired(at: Timestamp(seconds: -5))),
    ]

    @Test("the end, the beginning and the time of issue, with leeway both ways", arguments: times)
    func instants(_ row: Times) throws {
        let key = try #require(TestKeys.first[.hs256])
        let token = try JWT.sign(claims: row.claims, key: key)
        let expecting = JWTExpectations(leeway: .seconds(row.leeway), now: Self.at(0))
        if let error = row.error {
            #expect(throws: error) { try JWT.verify(token, keys: [key], expecting: expecting) }
        } else {
            #expect(throws: Never.self) { try JWT.verify(token, keys: [key], expecting: expecting) }
        }
    }

    struct Names: Sendable, CustomTestStringConvertible {
        let claims: JSONObject
        let issuer: String?
        let audience: String?
        let error: JWTError?
        var testDescription: String {
            "\(JSONValue.object(claims).compact), iss \(issuer ?? "-"), aud \(audience ?? "-")"
        }

        init(_ claims: JSONObject, _ issuer: String?, _ audience: String?, _ error: JWTError?) {
            self.claims = claims
            self.issuer = issuer
            self.audience = audience
            self.error = error
        }
    }

    static let names: [Names] = [
        Names(["iss": "a", "aud": "b"], nil, nil, nil),
        Names(["iss": "a"], "a", nil, nil),
        Names(["iss": "a"], "A", nil, .wrongIssuer),
        Names(["iss": "a"], "", nil, .wrongIssuer),
        Names([:], "a", nil, .wrongIssuer),
        Names(["iss": ["a"]], "a", nil, .wrongIssuer),
        Names(["iss": "caf\u{E9}"], "cafe\u{301}", nil, .wrongIssuer),
        Names(["aud": "b"], nil, "b", nil),
        Names(["aud": ["x", "b"]], nil, "b", nil),
        Names(["aud": ["x", "y"]], nil, "b", .wrongAudience),
        Names(["aud": []], nil, "b", .wrongAudience),
        Names(["aud": "bb"], nil, "b", .wrongAudience),
        Names([:], nil, "b", .wrongAudience),
        Names(["aud": 5], nil, "b", .malformed("its 'aud' is neither a text nor a list of texts")),
        Names(["aud": ["b", 5]], nil, "b", .malformed("its 'aud' has something in it that is not a text")),
    ]

    @Test("issuer and audience", arguments: names)
    func parties(_ row: Names) throws {
        let key = try #require(TestKeys.first[.hs256])
        let token = try JWT.sign(claims: row.claims, key: key)
        let expecting = JWTExpectations(issuer: row.issuer, audience: row.audience, now: Self.at(0))
        if let error = row.error {
            #expect(throws: error) { try JWT.verify(token, keys: [key], expecting: expecting) }
        } else {
            #expect(throws: Never.self) { try JWT.verify(token, keys: [key], expecting: expecting) }
        }
    }

    @Test("the type, and an expiry that must be there")
    func typeAndExpiry() throws {
        let key = try #require(TestKeys.first[.hs256])
        let token = try JWT.sign(claims: [:], key: key, header: ["typ": "application/at+JWT"])
        for type in ["at+jwt", "application/at+jwt", "AT+JWT"] {
            #expect(throws: Never.self) {
                try JWT.verify(token, keys: [key], expecting: JWTExpectations(type: type, now: Self.at(0)))
            }
        }
        #expect(throws: JWTError.wrongType) {
            try JWT.verify(token, keys: [key], expecting: JWTExpectations(type: "JWT", now: Self.at(0)))
        }
        #expect(throws: JWTError.missingClaim("exp")) {
            try JWT.verify(token, keys: [key], expecting: JWTExpectations(requiresExpiry: true, now: Self.at(0)))
        }
    }

    @Test("a signature that is wrong is told before what the claims say")
    func order() throws {
        let key = try #require(TestKeys.first[.hs256])
        let other = try #require(TestKeys.second[.hs256])
        let token = try JWT.sign(claims: ["exp": 5], key: other)
        #expect(throws: JWTError.signatureMismatch) { try JWT.verify(token, keys: [key], expecting: .none) }
    }
}
