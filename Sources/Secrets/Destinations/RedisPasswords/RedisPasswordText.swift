internal import Basics
internal import Cryptography
internal import Redis

/// How the keyring has a password of Redis: as it is, or where nobody knows it but its users, as what Redis has of it.
/// A server gives only hashes back; `#` and a SHA-256 in hexadecimal digits, once or several times, stands for those
/// that are not known otherwise. With it they can be left valid, put back, and taken away.
enum RedisPasswordText {
    private static let lengthOfOne = 65
    /// More than any user has.
    private static let mostHashes = 64

    /// The SHA-256 of each password that a text stands for.
    static func hashes(of text: borrowing Secret) -> [String] {
        unknownHashes(text) ?? [Hexadecimal.encode(DigestAlgorithm.sha256.hash(text))]
    }

    /// Whether a text stands for passwords of which only the hashes are known.
    static func isHashes(_ text: borrowing Secret) -> Bool { unknownHashes(text) != nil }

    /// The text that stands for passwords of which only the hashes are known.
    static func text(of hashes: [String]) -> SecretBox {
        SecretBox(Secret(utf8: hashes.prefix(mostHashes).map { "#" + $0 }.joined()))
    }

    private static func unknownHashes(_ text: borrowing Secret) -> [String]? {
        guard text.count > 0, text.count.isMultiple(of: lengthOfOne), text.count <= mostHashes * lengthOfOne,
            // A hash is no secret that must not be copied; a password of such a length would be one of ours to refuse.
            let parts = text.revealedText()?.split(separator: "#", omittingEmptySubsequences: false).dropFirst(),
            parts.count == text.count / lengthOfOne, parts.allSatisfy({ RedisUser.isHash(String($0)) })
        else { return nil }
        return parts.map(String.init)
    }
}
