internal import COpenSSL

extension PrivateKey {
    /// Signs a message; `unsupported` where the scheme is not one of the key's type.
    public borrowing func sign(
        _ message: [UInt8], _ scheme: SignatureScheme
    ) throws(CryptographyError) -> [UInt8] {
        guard scheme.fits(type) else { throw .unsupported("a key of type \(type.rawValue) does not sign that way") }
        let context = DigestContext()
        guard handle.prepare(context, scheme, signing: true) else { throw .fromQueue("prepare to sign") }
        let room = unsafe Int(EVP_PKEY_get_size(handle.pointer))
        let signature = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            var written = room
            let done = unsafe EVP_DigestSign(context.pointer, buffer.baseAddress, &written, message, message.count)
            count = done == 1 ? written : 0
        }
        guard !signature.isEmpty else { throw .fromQueue("sign") }
        guard let width = type.coordinateByteCount else { return signature }
        return try ECDSASignature(der: signature).raw(width: width)
    }
}

extension PublicKey {
    /// Whether a signature of a message is this key's. False too where the scheme is not one of the key's type, or the
    /// signature has not the form that it should have.
    public func verify(_ signature: [UInt8], of message: [UInt8], _ scheme: SignatureScheme) -> Bool {
        guard scheme.fits(type) else { return false }
        var form = signature
        if let width = type.coordinateByteCount {
            guard let der = ECDSASignature.der(raw: signature, width: width) else { return false }
            form = der
        }
        let context = DigestContext()
        let verified =
            unsafe handle.prepare(context, scheme, signing: false)
            && EVP_DigestVerify(context.pointer, form, form.count, message, message.count) == 1
        if !verified { _ = OpenSSLError.drainQueue() }
        return verified
    }
}

extension KeyHandle {
    /// Sets a context up for one signature or verification by this key.
    fileprivate borrowing func prepare(_ context: borrowing DigestContext, _ scheme: SignatureScheme, signing: Bool) -> Bool {
        let start = unsafe signing ? EVP_DigestSignInit_ex : EVP_DigestVerifyInit_ex
        var settings: OpaquePointer?
        guard unsafe start(context.pointer, &settings, scheme.digestName, nil, nil, pointer, nil) == 1 else { return false }
        guard scheme == .rsaPSSSHA256 else { return true }
        // MGF1 takes the signature's own digest where none is set.
        return unsafe EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1
    }
}
