internal import COpenSSL

/// An EVP_CIPHER_CTX of AES-256-GCM. OpenSSL cleanses the key in it when it is freed.
struct CipherContext: ~Copyable {
    private let handle: Handle

    @safe private struct Handle: ~Copyable {
        let pointer: OpaquePointer?
        init() { unsafe pointer = EVP_CIPHER_CTX_new() }
        deinit { unsafe EVP_CIPHER_CTX_free(pointer) }
    }

    init(key: borrowing Secret, nonce: [UInt8], encrypting: Bool) throws(CryptographyError) {
        guard key.count == AES256GCM.keyByteCount else { throw .unsupported("an AES-256 key must have 32 bytes") }
        guard nonce.count == AES256GCM.nonceByteCount else { throw .unsupported("a GCM nonce must have 12 bytes") }
        let handle = Handle()
        let done = unsafe key.withUnsafeBytes { bytes in
            let key = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let cipher = unsafe FetchedCipher.aes256GCM.pointer
            return unsafe EVP_CipherInit_ex2(handle.pointer, cipher, key, nonce, encrypting ? 1 : 0, nil)
        }
        guard done == 1 else { throw .fromQueue("prepare AES-256-GCM") }
        self.handle = handle
    }

    /// Takes the additional data, which must come before the text.
    borrowing func authenticate(_ aad: [UInt8]) throws(CryptographyError) {
        guard !aad.isEmpty else { return }
        var written: Int32 = 0
        guard let count = Int32(exactly: aad.count),
            unsafe EVP_CipherUpdate(handle.pointer, nil, &written, aad, count) == 1
        else { throw .fromQueue("authenticate additional data") }
    }

    /// Encrypts or decrypts the whole text. False where OpenSSL refuses, or for 2 GiB and more.
    borrowing func update(_ input: UnsafeRawBufferPointer, into output: UnsafeMutablePointer<UInt8>?) -> Bool {
        guard let count = Int32(exactly: input.count) else { return false }
        guard count > 0 else { return true }
        var written: Int32 = 0
        let start = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        return unsafe EVP_CipherUpdate(handle.pointer, output, &written, start, count) == 1 && written == count
    }

    /// Ends the text; when decrypting, false where the tag is not the one expected.
    borrowing func finish(into output: UnsafeMutablePointer<UInt8>?) -> Bool {
        var written: Int32 = 0
        return unsafe EVP_CipherFinal_ex(handle.pointer, output, &written) == 1
    }

    borrowing func readTag(into output: UnsafeMutablePointer<UInt8>?) -> Bool {
        unsafe EVP_CIPHER_CTX_ctrl(handle.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(AES256GCM.tagByteCount), output) == 1
    }

    borrowing func expectTag(_ tag: inout [UInt8]) -> Bool {
        unsafe EVP_CIPHER_CTX_ctrl(handle.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
    }
}
