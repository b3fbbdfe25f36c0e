internal import COpenSSL

/// What a key that is held is for.
enum KeyUse { case sign, verify }

/// Contexts set up for a key once, one for each scheme, and copied for each signature or verification: OpenSSL takes
/// some microseconds to set one up, as long as a verification by RSA. They are only read, so threads need no lock.
struct OperationTemplates: ~Copyable {
    private let usual: DigestContext
    private let pss: DigestContext

    init(_ key: OpaquePointer, _ type: KeyType, _ use: KeyUse) {
        let usual: SignatureScheme =
            switch type {
            case .ed25519: .ed25519
            case .p256: .ecdsaSHA256
            case .p384: .ecdsaSHA384
            case .rsa2048, .rsa3072, .rsa4096: .rsaPKCS1SHA256
            }
        unsafe self.usual = Self.made(key, usual, use)
        unsafe pss = type.modulusBits == nil ? .none : Self.made(key, .rsaPSSSHA256, use)
    }

    /// A copy for one use; nil where OpenSSL refuses.
    borrowing func context(_ scheme: SignatureScheme) -> DigestContext? {
        scheme == .rsaPSSSHA256 ? pss.copy() : usual.copy()
    }

    private static func made(_ key: OpaquePointer, _ scheme: SignatureScheme, _ use: KeyUse) -> DigestContext {
        let context = DigestContext()
        let start = unsafe use == .sign ? EVP_DigestSignInit_ex : EVP_DigestVerifyInit_ex
        var settings: OpaquePointer?
        var isReady = unsafe start(context.pointer, &settings, scheme.digestName, nil, nil, key, nil) == 1
        if isReady && scheme == .rsaPSSSHA256 {
            // MGF1 takes the signature's own digest where none is set.
            isReady =
                unsafe EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1
        }
        if isReady { return context }
        _ = OpenSSLError.drainQueue()
        return .none
    }
}
