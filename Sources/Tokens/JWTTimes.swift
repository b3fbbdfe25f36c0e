public import Basics
public import JSON

extension JWT {
    /// Claims with the time of issue (`iat`) and of expiry (`exp`) in whole seconds, where they do not have them yet.
    public static func stamped(_ claims: JSONObject, now: Timestamp, lifetime: Duration) -> JSONObject {
        var claims = claims
        if claims["iat"] == nil { claims["iat"] = .integer(now.seconds) }
        if claims["exp"] == nil { claims["exp"] = .integer((now + lifetime).seconds) }
        return claims
    }
}

extension JSONObject {
    /// A claim that is a time (RFC 7519 §2, NumericDate: seconds since 1970, whole or not); nil where it is not there.
    func instant(_ name: String) throws(JWTError) -> Timestamp? {
        guard let value = self[name] else { return nil }
        // Beyond the year 33658 a number is no time but a mistake, as one in milliseconds is from 1971 on.
        let limit = 1e12
        switch value {
        case .integer(let seconds) where abs(Double(seconds)) < limit: return Timestamp(seconds: seconds)
        case .double(let seconds) where abs(seconds) < limit:
            return Timestamp(microseconds: Int64((seconds * 1_000_000).rounded(.down)))
        default: throw .malformed("its '\(name)' is not a time")
        }
    }
}
