internal import COpenSSL

extension KeyHandle {
    /// The public half as DER (SubjectPublicKeyInfo).
    borrowing func subjectPublicKeyInfo() throws(CryptographyError) -> [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe i2d_PUBKEY(pointer, &start)
        defer { unsafe CRYPTO_free(start, #fileID, #line) }
        guard count > 0, let start = unsafe start else { throw .fromQueue("write a public key") }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }

    /// The 32 bytes of an Ed25519 public key; nil for another type.
    borrowing func ed25519PublicBytes() throws(CryptographyError) -> [UInt8]? {
        guard type == .ed25519 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(pointer, &bytes, &count) == 1, count == 32 else {
            throw .fromQueue("read an Ed25519 public key")
        }
        return bytes
    }

    /// Refuses a point that is not on its curve, and an RSA exponent that is even, 1, or longer than 64 bits (which
    /// would make each verification as slow as signing).
    borrowing func checkPublicNumbers() throws(CryptographyError) {
        if type.groupName != nil {
            let context = unsafe CheckContext(pointer)
            guard unsafe EVP_PKEY_public_check_quick(context.pointer) == 1 else {
                _ = OpenSSLError.drainQueue()
                throw .malformed("the public key is not a point of its curve")
            }
        }
        if type.modulusBits != nil {
            let modulus = try number(OSSL_PKEY_PARAM_RSA_N)
            let exponent = try number(OSSL_PKEY_PARAM_RSA_E)
            guard modulus.isOdd, exponent.isOdd, (2...64).contains(exponent.bitCount) else {
                throw .malformed("the RSA key's modulus or exponent is not one")
            }
        }
    }

    /// One of the key's numbers by OpenSSL's name for it.
    borrowing func number(_ name: String) throws(CryptographyError) -> BigNumber {
        var value: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(pointer, name, &value) == 1 else { throw .fromQueue("read a key's number") }
        return unsafe BigNumber(adopting: value)
    }
}

/// An EVP_PKEY_CTX for examining a key.
@safe private struct CheckContext: ~Copyable {
    let pointer: OpaquePointer?
    init(_ key: OpaquePointer) { unsafe pointer = EVP_PKEY_CTX_new_from_pkey(nil, key, nil) }
    deinit { unsafe EVP_PKEY_CTX_free(pointer) }
}
