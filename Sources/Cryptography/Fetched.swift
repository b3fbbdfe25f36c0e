internal import COpenSSL

// Algorithms that OpenSSL has looked up once. A look-up takes longer than hashing a short message; its result is never
// changed afterwards, and OpenSSL allows any number of threads to use it at once.

/// A digest, looked up for the life of the process.
@safe final class FetchedDigest: @unchecked Sendable {  // safe because an EVP_MD is immutable once fetched
    /// Nil where the system's OpenSSL configuration does not offer it.
    let pointer: OpaquePointer?
    init(_ name: String) { unsafe pointer = EVP_MD_fetch(nil, name, nil) }

    static let sha1 = FetchedDigest("SHA1")
    static let sha256 = FetchedDigest("SHA256")
    static let sha384 = FetchedDigest("SHA384")
    static let sha512 = FetchedDigest("SHA512")
}

/// AES-256-GCM, looked up for the life of the process.
@safe final class FetchedCipher: @unchecked Sendable {  // safe because an EVP_CIPHER is immutable once fetched
    let pointer: OpaquePointer?
    init(_ name: String) { unsafe pointer = EVP_CIPHER_fetch(nil, name, nil) }

    static let aes256GCM = FetchedCipher("AES-256-GCM")
}

/// HMAC, looked up for the life of the process.
@safe final class FetchedMAC: @unchecked Sendable {  // safe because an EVP_MAC is immutable once fetched
    let pointer: OpaquePointer?
    init(_ name: String) { unsafe pointer = EVP_MAC_fetch(nil, name, nil) }

    static let hmac = FetchedMAC("HMAC")
}

/// HKDF, looked up for the life of the process.
@safe final class FetchedKDF: @unchecked Sendable {  // safe because an EVP_KDF is immutable once fetched
    let pointer: OpaquePointer?
    init(_ name: String) { unsafe pointer = EVP_KDF_fetch(nil, name, nil) }

    static let hkdf = FetchedKDF("HKDF")
}
