public import Cryptography
internal import Secrets
public import Tokens

/// What is known of an API key.
public struct APIKeyVerification: Sendable {
    /// What its form says.
    public let key: InspectedAPIKey
    /// The live version of the secret that it was compared with, and its number; nil where it is none of them, or was
    /// compared with none.
    public let matched: (stage: String, version: Int)?
}

extension Workspace {
    /// Takes an API key apart and, where a secret is named, compares it with every live version of that, in constant
    /// time.
    public func verifyAPIKey(_ key: borrowing Secret, secret: String?) throws -> APIKeyVerification {
        let inspected = APIKey.inspect(key)
        guard let secret else { return APIKeyVerification(key: inspected, matched: nil) }
        var matched: (stage: String, version: Int)?
        for live in try keyring.liveVersions(secret) {
            let isSame = live.value.withSecret { $0.matches(key) }
            if isSame, matched == nil { matched = (live.version.stage.rawValue, live.version.version) }
        }
        return APIKeyVerification(key: inspected, matched: matched)
    }
}
