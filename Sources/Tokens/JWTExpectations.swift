public import Basics
internal import JSON

/// What a token must say to be believed, besides being signed.
public struct JWTExpectations: Sendable {
    /// Who must have issued it (`iss`); nil where that is not checked.
    public var issuer: String?
    /// Whom it must be for, alone or among others (`aud`); nil where that is not checked.
    public var audience: String?
    /// Its type (`typ`, RFC 8725 §3.11), with or without `application/` before it, in either case; nil where that is
    /// not checked.
    public var type: String?
    /// Whether it must have a time of expiry (`exp`).
    public var requiresExpiry: Bool
    /// How far the clocks may be apart, for the end, the beginning and the time of issue.
    public var leeway: Duration
    /// The present instant.
    public var now: Timestamp

    /// What is given is checked; the times always are.
    public init(
        issuer: String? = nil, audience: String? = nil, type: String? = nil, requiresExpiry: Bool = false,
        leeway: Duration = .seconds(60), now: Timestamp
    ) {
        self.issuer = issuer
        self.audience = audience
        self.type = type
        self.requiresExpiry = requiresExpiry
        self.leeway = leeway
        self.now = now
    }

    func check(_ claims: JSONObject, header: JSONObject) throws(JWTError) {
        try checkTimes(claims)
        if let issuer {
            guard let text = claims["iss"]?.stringValue, text.utf8.elementsEqual(issuer.utf8) else {
                throw .wrongIssuer
            }
        }
        if let audience {
            guard try Self.audiences(claims).contains(where: { $0.utf8.elementsEqual(audience.utf8) }) else {
                throw .wrongAudience
            }
        }
        if let type {
            guard let text = header["typ"]?.stringValue, Self.bareType(text) == Self.bareType(type) else {
                throw .wrongType
            }
        }
    }

    /// RFC 7519 §4.1.4 to §4.1.6: the end is the first instant at which the token is no longer good.
    private func checkTimes(_ claims: JSONObject) throws(JWTError) {
        let leeway = max(leeway, .zero)
        let expiry = try claims.instant("exp")
        let beginning = try claims.instant("nbf")
        let issue = try claims.instant("iat")
        if let expiry {
            guard now - leeway < expiry else { throw .expired(at: expiry) }
        } else if requiresExpiry {
            throw .missingClaim("exp")
        }
        if let beginning, now + leeway < beginning { throw .notYetValid(before: beginning) }
        if let issue, now + leeway < issue { throw .issuedInFuture(at: issue) }
    }

    /// One text or a list of texts (RFC 7519 §4.1.3).
    private static func audiences(_ claims: JSONObject) throws(JWTError) -> [String] {
        switch claims["aud"] {
        case nil: return []
        case .string(let text)?: return [text]
        case .array(let items)?:
            let texts = items.compactMap(\.stringValue)
            guard texts.count == items.count else {
                throw .malformed("its 'aud' has something in it that is not a text")
            }
            return texts
        default: throw .malformed("its 'aud' is neither a text nor a list of texts")
        }
    }

    private static func bareType(_ text: String) -> String {
        let small = text.lowercased()
        return small.hasPrefix("application/") ? String(small.dropFirst("application/".count)) : small
    }
}
