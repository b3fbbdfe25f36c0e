internal import COpenSSL

extension PrivateKey {
    /// Signs a message; `unsupported` where the scheme is not one of the key's type.
    public borrowing func sign(
        _ message: [UInt8], _ scheme: SignatureScheme
    ) throws(CryptographyError) -> [UInt8] {
        guard scheme.fits(type) else { throw .unsupported("a key of type \(type.rawValue) does not sign that way") }
        guard let context = handle.context(scheme) else { throw .fromQueue("prepare to sign") }
        let room = unsafe Int(EVP_PKEY_get_size(handle.pointer))
        let signature = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            var written = room
            let done = unsafe EVP_DigestSign(context.pointer, buffer.baseAddress, &written, message, message.count)
            count = done == 1 ? written : 0
        }
        guard !signature.isEmpty else { throw .fromQueue("sign") }
        guard let width = type.coordinateByteCount else { return signature }
        guard let raw = ECDSASignature.raw(der: signature, width: width) else { throw .fromQueue("write a signature") }
        return raw
    }
}

extension PublicKey {
    /// Whether a signature of a message is this key's. False too where the scheme is not one of the key's type, or the
    /// signature has not the form that it should have.
    public func verify(_ signature: [UInt8], of message: [UInt8], _ scheme: SignatureScheme) -> Bool {
        guard scheme.fits(type) else { return false }
        // RFC 8017 §8.1.2 and §8.2.2: as long as the modulus. OpenSSL 3.0 takes a PSS signature without its first zeros.
        if let bits = type.modulusBits, signature.count != bits / 8 { return false }
        var form = signature
        if let width = type.coordinateByteCount {
            guard let der = ECDSASignature.der(raw: signature, width: width) else { return false }
            form = der
        }
        guard let context = handle.context(scheme),
            unsafe EVP_DigestVerify(context.pointer, form, form.count, message, message.count) == 1
        else {
            _ = OpenSSLError.drainQueue()
            return false
        }
        return true
    }
}
