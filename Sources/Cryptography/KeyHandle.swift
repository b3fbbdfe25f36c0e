internal import COpenSSL

/// An EVP_PKEY that holds one of the key types, and which.
@safe struct KeyHandle: ~Copyable, @unchecked Sendable {
    // @unchecked is safe because a finished EVP_PKEY is only read, and locks its own caches.
    let pointer: OpaquePointer
    let type: KeyType
    /// Ready for what the key is for.
    private let templates: OperationTemplates

    /// Takes over a key that was read from somewhere, once it has proved to be of a type that is taken.
    init(adopting key: consuming RawKey, to use: KeyUse, _ what: String) throws(CryptographyError) {
        let type = try key.identify(what)
        guard let pointer = unsafe key.release() else { throw .fromQueue("hold a key") }
        unsafe self.pointer = pointer
        self.type = type
        templates = unsafe OperationTemplates(pointer, type, use)
    }

    /// A context ready for one signature or verification, as the key is for the one or the other; nil where OpenSSL
    /// refuses.
    borrowing func context(_ scheme: SignatureScheme) -> DigestContext? { templates.context(scheme) }

    deinit { unsafe EVP_PKEY_free(pointer) }
}

/// An EVP_PKEY that nothing is known about yet, or none.
@safe struct RawKey: ~Copyable {
    private var pointer: OpaquePointer?

    init(_ pointer: OpaquePointer?) { unsafe self.pointer = pointer }
    deinit { unsafe EVP_PKEY_free(pointer) }

    var exists: Bool { unsafe pointer != nil }

    /// Hands the key over.
    consuming func release() -> OpaquePointer? {
        let released = unsafe pointer
        unsafe pointer = nil
        return unsafe released
    }

    /// Which of the key types it is; `unsupported` for any other, as a curve given by its numbers, or a modulus of
    /// another size.
    borrowing func identify(_ what: String) throws(CryptographyError) -> KeyType {
        guard unsafe pointer != nil else { throw .fromQueue("read \(what)") }
        if unsafe EVP_PKEY_is_a(pointer, "ED25519") == 1 { return .ed25519 }
        if unsafe EVP_PKEY_is_a(pointer, "RSA") == 1 {
            let bits = unsafe Int(EVP_PKEY_get_bits(pointer))
            if let type = KeyType.allCases.first(where: { $0.modulusBits == bits }) { return type }
            throw .unsupported("\(what) is an RSA key of \(bits) bits: 2048, 3072 and 4096 are taken")
        }
        if unsafe EVP_PKEY_is_a(pointer, "EC") == 1 {
            var name = [CChar](repeating: 0, count: 64)
            var explicit: Int32 = 0
            if unsafe EVP_PKEY_get_group_name(pointer, &name, name.count, nil) == 1,
                unsafe EVP_PKEY_get_int_param(pointer, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &explicit) == 1,
                explicit == 0,
                let type = KeyType.allCases.first(where: { $0.groupName == String(nullTerminated: name) })
            {
                return type
            }
            _ = OpenSSLError.drainQueue()
            throw .unsupported("\(what) is on another curve than P-256 and P-384, or gives its curve by numbers")
        }
        throw .unsupported("\(what) is neither an Ed25519, nor a P-256 or P-384, nor an RSA key")
    }
}

extension String {
    /// The text before the first zero byte.
    init(nullTerminated characters: [CChar]) {
        self.init(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
