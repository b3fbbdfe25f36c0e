import Basics
import Cryptography
import JSON

@testable import Tokens

/// Keys made once for all tests, two for each algorithm.
enum TestKeys {
    static let now = Timestamp(seconds: 1_800_000_000)

    static let first = made()
    static let second = made()

    private static func made() -> [JWTAlgorithm: JWTKey] {
        var keys: [JWTAlgorithm: JWTKey] = [:]
        for algorithm in JWTAlgorithm.allCases {
            guard let secret = try? algorithm.generateKey() else { continue }
            let box = SecretBox(secret)
            let isHMAC = algorithm.digest != nil
            keys[algorithm] = JWTKey(
                keyID: isHMAC ? Random.identifier() : nil, algorithm: algorithm,
                material: isHMAC ? .symmetric(box) : .keyPair(box))
        }
        return keys
    }

    static func symmetric(_ text: String, _ algorithm: JWTAlgorithm = .hs256, keyID: String? = nil) -> JWTKey {
        JWTKey(keyID: keyID, algorithm: algorithm, material: .symmetric(SecretBox(Secret(utf8: text))))
    }

    /// A token from its parts as they are, with a signature that is right for them.
    static func token(header: String, payload: String, key: JWTKey) throws -> String {
        let input = Base64.encodeURL(Array(header.utf8)) + "." + Base64.encodeURL(Array(payload.utf8))
        return input + "." + Base64.encodeURL(try key.sign(Array(input.utf8)))
    }
}

extension JWTExpectations {
    static let none = JWTExpectations(now: TestKeys.now)
}
