internal import COpenSSL

/// Derives keys from a key (RFC 5869): extract and expand.
public enum HKDF {
    /// `count` bytes, at most 255 times the digest's length. `info` says what the derived key is for.
    public static func derive(
        from key: borrowing Secret, salt: [UInt8] = [], info: [UInt8], count: Int,
        _ algorithm: DigestAlgorithm = .sha256
    ) throws(CryptographyError) -> Secret {
        guard (1...255 * algorithm.byteCount).contains(count) else {
            throw .unsupported("HKDF gives 1 to \(255 * algorithm.byteCount) bytes")
        }
        let context = DerivationContext()
        return try unsafe Secret(count: count) { (output) throws(CryptographyError) in
            let start = unsafe output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let done = unsafe key.withUnsafeBytes { key in
                unsafe firebreak_hkdf(
                    context.pointer, algorithm.name, key.baseAddress, key.count, salt, salt.count, info, info.count,
                    start, count)
            }
            guard done == 1 else { throw .fromQueue("derive a key by HKDF") }
        }
    }
}

/// An EVP_KDF_CTX; OpenSSL cleanses the key in it when it is freed.
@safe private struct DerivationContext: ~Copyable {
    let pointer: OpaquePointer?
    init() { unsafe pointer = EVP_KDF_CTX_new(FetchedKDF.hkdf.pointer) }
    deinit { unsafe EVP_KDF_CTX_free(pointer) }
}
