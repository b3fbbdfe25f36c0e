internal import COpenSSL

/// Authenticated encryption: AES with a key of 32 bytes in Galois/Counter Mode (NIST SP 800-38D), nonces of 12 bytes
/// and tags of 16.
public enum AES256GCM {
    /// The key's length in bytes.
    public static let keyByteCount = 32
    static let nonceByteCount = 12
    static let tagByteCount = 16

    /// Encrypts under a nonce drawn for it, and binds `aad` to it: nonce ‖ cipher text ‖ tag. One key must not seal
    /// more than 2^32 times (NIST SP 800-38D §8.3).
    public static func seal(
        _ plaintext: borrowing Secret, key: borrowing Secret, authenticating aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try seal(plaintext, key: key, nonce: Random.bytes(nonceByteCount), authenticating: aad)
    }

    /// Encrypts under a given nonce, for published vectors. A nonce used twice under one key gives both texts away.
    package static func seal(
        _ plaintext: borrowing Secret, key: borrowing Secret, nonce: [UInt8], authenticating aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        let context = try CipherContext(key: key, nonce: nonce, encrypting: true)
        try context.authenticate(aad)
        let count = plaintext.count
        var sealed = nonce + [UInt8](repeating: 0, count: count + tagByteCount)
        let done = unsafe sealed.withUnsafeMutableBufferPointer { output in
            unsafe plaintext.withUnsafeBytes { input in
                let start = unsafe output.baseAddress.map { unsafe $0 + nonceByteCount }
                return unsafe context.update(input, into: start)
                    && context.finish(into: start.map { unsafe $0 + count })
                    && context.readTag(into: start.map { unsafe $0 + count })
            }
        }
        guard done else { throw .fromQueue("encrypt") }
        return sealed
    }

    /// Decrypts nonce ‖ cipher text ‖ tag; `authenticationFailed` where key, `aad` or any bit is not what it was.
    /// No plain text leaves before the tag has been checked.
    public static func open(
        _ sealed: [UInt8], key: borrowing Secret, authenticating aad: [UInt8]
    ) throws(CryptographyError) -> Secret {
        let count = sealed.count - nonceByteCount - tagByteCount
        guard count >= 0 else { throw .malformed("a sealed value is too short") }
        let context = try CipherContext(key: key, nonce: Array(sealed.prefix(nonceByteCount)), encrypting: false)
        try context.authenticate(aad)
        return try unsafe Secret(count: count) { (output) throws(CryptographyError) in
            let start = unsafe output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            var tag = Array(sealed.suffix(tagByteCount))
            let opened = unsafe sealed.withUnsafeBytes { input in
                let text = unsafe UnsafeRawBufferPointer(rebasing: input[nonceByteCount..<nonceByteCount + count])
                return unsafe context.update(text, into: start) && context.expectTag(&tag)
                    && context.finish(into: start.map { unsafe $0 + count })
            }
            guard opened else {
                _ = OpenSSLError.drainQueue()
                throw .authenticationFailed("a sealed value")
            }
        }
    }
}
