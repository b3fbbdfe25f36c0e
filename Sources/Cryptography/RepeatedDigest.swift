internal import COpenSSL

/// Hashes one message after the other with one context: of a short message most of the time goes into making that.
public struct RepeatedDigest: ~Copyable {
    private let algorithm: DigestAlgorithm
    private let context = DigestContext()

    /// Ready for the first message.
    public init(_ algorithm: DigestAlgorithm) { self.algorithm = algorithm }

    /// The digest of a byte and two pieces behind it.
    public mutating func hash(_ first: UInt8, _ second: [UInt8], _ third: [UInt8] = []) -> [UInt8] {
        unsafe second.withUnsafeBytes { second in
            unsafe third.withUnsafeBytes { third in unsafe hash(first, second, third) }
        }
    }

    /// The digest of a byte and of bytes in memory behind it.
    public mutating func hash(_ first: UInt8, _ second: UnsafeRawBufferPointer) -> [UInt8] {
        unsafe hash(first, second, UnsafeRawBufferPointer(start: nil, count: 0))
    }

    private mutating func hash(
        _ first: UInt8, _ second: UnsafeRawBufferPointer, _ third: UnsafeRawBufferPointer
    ) -> [UInt8] {
        var prefix = first
        var done = unsafe EVP_DigestInit_ex(context.pointer, algorithm.fetched.pointer, nil)
        done &= unsafe EVP_DigestUpdate(context.pointer, &prefix, 1)
        done &= unsafe EVP_DigestUpdate(context.pointer, second.baseAddress, second.count)
        if unsafe !third.isEmpty { done &= unsafe EVP_DigestUpdate(context.pointer, third.baseAddress, third.count) }
        let digest = unsafe [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) { buffer, count in
            done &= unsafe EVP_DigestFinal_ex(context.pointer, buffer.baseAddress, nil)
            count = algorithm.byteCount
        }
        // Nothing can go on safely without the digest.
        precondition(done == 1, "OpenSSL does not offer \(algorithm.name)")
        return digest
    }
}
