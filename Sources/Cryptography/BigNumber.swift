internal import COpenSSL

/// A BIGNUM, cleansed when it is freed.
@safe struct BigNumber: ~Copyable {
    let pointer: OpaquePointer?

    /// No number.
    static var none: BigNumber { unsafe BigNumber(adopting: nil) }

    init(adopting pointer: OpaquePointer?) { unsafe self.pointer = pointer }

    /// The number that bytes stand for, the highest first.
    init(_ bytes: [UInt8]) { unsafe pointer = BN_bin2bn(bytes, Int32(clamping: bytes.count), nil) }

    /// The private number that bytes stand for, the highest first; OpenSSL cleanses what it copies of it.
    init(secret bytes: UnsafeRawBufferPointer) {
        let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe pointer = BN_bin2bn(start, Int32(clamping: bytes.count), BN_secure_new())
    }

    deinit { unsafe BN_clear_free(pointer) }

    var bitCount: Int { unsafe Int(BN_num_bits(pointer)) }
    var byteCount: Int { (bitCount + 7) / 8 }
    var isOdd: Bool { unsafe BN_is_odd(pointer) == 1 }

    /// The number in exactly `count` bytes, the highest first, zeros before it; nil where it does not fit.
    borrowing func bytes(count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return unsafe BN_bn2binpad(pointer, &bytes, Int32(clamping: count)) == Int32(clamping: count) ? bytes : nil
    }

    /// The number in exactly `count` bytes, the highest first, zeros before it, as a secret.
    borrowing func secret(count: Int) throws(CryptographyError) -> Secret {
        try unsafe Secret(count: count) { (buffer) throws(CryptographyError) in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            guard unsafe BN_bn2binpad(pointer, start, Int32(clamping: count)) == Int32(clamping: count) else {
                throw .fromQueue("write a number")
            }
        }
    }
}
