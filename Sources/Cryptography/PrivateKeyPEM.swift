internal import COpenSSL

extension PrivateKey {
    /// Longest PEM text that is read, in bytes; an RSA key of 4096 bits needs some 3,300.
    static let maximumPEMByteCount = 65_536

    /// Reads PEM (RFC 7468): PKCS #8 `PRIVATE KEY`, or the older `EC PRIVATE KEY` and `RSA PRIVATE KEY`. One with a
    /// passphrase is refused, as is one whose public half does not belong to it.
    public init(pem: borrowing Secret) throws(CryptographyError) {
        guard pem.count <= Self.maximumPEMByteCount else { throw .malformed("a private key's PEM is too long") }
        let read = unsafe pem.withUnsafeBytes { bytes in
            let input = unsafe MemoryBIO(reading: bytes)
            return unsafe RawKey(PEM_read_bio_PrivateKey(input.pointer, nil, refusePassphrase, nil))
        }
        guard read.exists else {
            _ = OpenSSLError.drainQueue()
            let isEncrypted = pem.revealsMarker("ENCRYPTED")
            throw .malformed(
                isEncrypted
                    ? "the private key has a passphrase: take it off first (openssl pkey)"
                    : "this is not a private key in PEM")
        }
        try self.init(proving: KeyHandle(adopting: read, to: .sign, "the private key"))
    }

    /// Takes a key from outside once it has signed, and its public half has verified the signature: halves that do not
    /// belong together could give the private one away.
    init(proving handle: consuming KeyHandle) throws(CryptographyError) {
        self.handle = handle
        let proof = Array("firebreak".utf8)
        let scheme: SignatureScheme =
            switch type {
            case .ed25519: .ed25519
            case .p256: .ecdsaSHA256
            case .p384: .ecdsaSHA384
            case .rsa2048, .rsa3072, .rsa4096: .rsaPKCS1SHA256
            }
        let signature = try? sign(proof, scheme)
        _ = OpenSSLError.drainQueue()
        let isWhole = type.modulusBits == nil ? true : try self.handle.hasConsistentPrimes()
        guard isWhole, let signature, try publicKey().verify(signature, of: proof, scheme) else {
            throw .malformed("the private key's two halves do not belong together")
        }
    }

    /// PKCS #8 in PEM (RFC 5958, RFC 7468 §10), without a passphrase.
    public borrowing func pem() throws(CryptographyError) -> Secret {
        let output = MemoryBIO()
        guard unsafe PEM_write_bio_PKCS8PrivateKey(output.pointer, handle.pointer, nil, nil, 0, nil, nil) == 1 else {
            throw .fromQueue("write a private key")
        }
        return output.contents()
    }
}

/// Stands in for OpenSSL's own question, which would go to the terminal.
let refusePassphrase: @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 = {
    _, _, _, _ in -1
}

extension Secret {
    /// Whether the bytes contain an ASCII word.
    fileprivate borrowing func revealsMarker(_ word: String) -> Bool {
        unsafe withUnsafeBytes { bytes in
            let word = Array(word.utf8)
            guard bytes.count >= word.count else { return false }
            return (0...bytes.count - word.count).contains { start in
                unsafe bytes[start..<start + word.count].elementsEqual(word)
            }
        }
    }
}
