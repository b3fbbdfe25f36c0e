internal import COpenSSL

/// Derives a key from a passphrase, slowly and with much memory, so that guessing is dear (RFC 7914).
public enum Scrypt {
    /// Most memory that a derivation may take, in bytes: what a file asks for is not given without bound.
    static let maximumMemory = 1 << 30

    /// Derives `count` bytes. `cost` (N) is a power of two; the memory is 128 × N × `blockSize` bytes, 256 MiB as it
    /// stands, for about a second. `unsupported` where the numbers are outside the RFC's bounds, or take more than
    /// 1 GiB.
    public static func derive(
        password: borrowing Secret, salt: [UInt8], cost n: Int = 1 << 18, blockSize: Int = 8, parallelism: Int = 1,
        count: Int = 32
    ) throws(CryptographyError) -> Secret {
        guard (2...1 << 24).contains(n), n & (n - 1) == 0, (1...1024).contains(blockSize),
            (1...1024).contains(parallelism), (1...1 << 20).contains(count), blockSize * 16 >= n.trailingZeroBitCount,
            128 * blockSize * (n + parallelism + 2) <= maximumMemory
        else { throw .unsupported("scrypt with N = \(n), r = \(blockSize), p = \(parallelism) is not taken") }
        return try unsafe Secret(count: count) { (output) throws(CryptographyError) in
            let start = unsafe output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let done = unsafe password.withUnsafeBytes { password in
                unsafe EVP_PBE_scrypt(
                    password.baseAddress?.assumingMemoryBound(to: CChar.self), password.count, salt, salt.count,
                    UInt64(n), UInt64(blockSize), UInt64(parallelism), UInt64(maximumMemory) + 1 << 20, start, count)
            }
            guard done == 1 else { throw .fromQueue("derive a key by scrypt") }
        }
    }
}
