internal import COpenSSL

/// The two numbers of an ECDSA signature, in OpenSSL's form (DER, RFC 3279 §2.2.3) and in JOSE's (r ‖ s, RFC 7518
/// §3.4).
@safe struct ECDSASignature: ~Copyable {
    private let pointer: OpaquePointer?

    private init(adopting pointer: OpaquePointer?) { unsafe self.pointer = pointer }
    deinit { unsafe ECDSA_SIG_free(pointer) }

    /// Reads DER that OpenSSL wrote.
    init(der: [UInt8]) {
        let read = unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_ECDSA_SIG(nil, &cursor, buffer.count)
        }
        unsafe self.init(adopting: read)
    }

    /// r ‖ s, `width` bytes each.
    borrowing func raw(width: Int) throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 2 * width)
        let done = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, unsafe pointer != nil, let size = Int32(exactly: width) else {
                return false
            }
            return unsafe BN_bn2binpad(ECDSA_SIG_get0_r(pointer), start, size) == size
                && BN_bn2binpad(ECDSA_SIG_get0_s(pointer), start + width, size) == size
        }
        guard done else { throw .fromQueue("write an ECDSA signature") }
        return bytes
    }

    /// The DER of r ‖ s; nil where they do not have `width` bytes each.
    static func der(raw: [UInt8], width: Int) -> [UInt8]? {
        guard raw.count == 2 * width else { return nil }
        let signature = unsafe ECDSASignature(adopting: ECDSA_SIG_new())
        let numbers = unsafe raw.withUnsafeBufferPointer { buffer in
            let start = buffer.baseAddress
            let size = Int32(clamping: width)
            return unsafe (BN_bin2bn(start, size, nil), BN_bin2bn(start.map { unsafe $0 + width }, size, nil))
        }
        guard unsafe signature.pointer != nil, unsafe ECDSA_SIG_set0(signature.pointer, numbers.0, numbers.1) == 1
        else {
            unsafe BN_free(numbers.0)
            unsafe BN_free(numbers.1)
            return nil
        }
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe i2d_ECDSA_SIG(signature.pointer, &start)
        defer { unsafe CRYPTO_free(start, #fileID, #line) }
        guard count > 0, let start = unsafe start else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }
}
