import Cryptography

/// The hashes of RFC 6962 §2.1: SHA-256 with a byte before that keeps leaves and nodes apart.
public enum MerkleHash {
    /// The bytes of one hash.
    public static let byteCount = 32

    /// The root of a tree without leaves, SHA-256 of nothing.
    public static let empty = SHA256.hash([])

    /// SHA-256(0x00 ‖ leaf).
    public static func leaf(_ bytes: [UInt8]) -> [UInt8] { MerkleHasher().leaf(bytes) }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { MerkleHasher().node(left, right) }
}

/// The hashes of `MerkleHash`, one after the other without setting up each anew.
final class MerkleHasher {
    private var digest = RepeatedDigest(.sha256)

    /// SHA-256(0x00 ‖ leaf).
    func leaf(_ bytes: [UInt8]) -> [UInt8] { digest.hash(0, bytes) }

    /// SHA-256(0x00 ‖ leaf).
    func leaf(_ bytes: UnsafeRawBufferPointer) -> [UInt8] { digest.hash(0, bytes) }

    /// SHA-256(0x01 ‖ left ‖ right).
    func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { digest.hash(1, left, right) }
}
