internal import COpenSSL
internal import Synchronization

/// Message authentication by a hash function and a key (RFC 2104).
public enum HMAC {
    /// The authentication code of a message. Where many messages are done under one key, an `HMACKey` is faster.
    public static func authenticate(
        _ message: [UInt8], key: borrowing Secret, _ algorithm: DigestAlgorithm
    ) throws(CryptographyError) -> [UInt8] {
        try HMACKey(key, algorithm).authenticate(message)
    }
}

/// A key made ready for one hash function: the part of the work that depends on the key alone is done once.
public final class HMACKey: Sendable {
    /// The hash function.
    public let algorithm: DigestAlgorithm
    private let context: Mutex<MACContext>

    /// A copy of the key, in OpenSSL's keeping. An empty one is allowed, as by RFC 2104.
    public init(_ key: borrowing Secret, _ algorithm: DigestAlgorithm) throws(CryptographyError) {
        self.algorithm = algorithm
        let made = MACContext()
        let done = unsafe key.withUnsafeBytes { bytes in
            unsafe firebreak_hmac_init(made.pointer, algorithm.name, bytes.baseAddress, bytes.count)
        }
        guard unsafe made.pointer != nil, done == 1 else { throw .fromQueue("prepare an HMAC key") }
        context = Mutex(made)
    }

    /// The authentication code of a message, as long as the digest.
    public func authenticate(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let code = unsafe [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) { buffer, count in
            count = unsafe write(message, UnsafeMutableRawBufferPointer(buffer)) ? algorithm.byteCount : 0
        }
        guard code.count == algorithm.byteCount else { throw .fromQueue("compute an HMAC") }
        return code
    }

    /// Whether a code is the message's, compared in constant time.
    public func verify(_ code: [UInt8], of message: [UInt8]) throws(CryptographyError) -> Bool {
        let size = algorithm.byteCount
        let isSame: Bool? = unsafe withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
            guard unsafe write(message, buffer) else { return nil }
            return unsafe code.count == size && CRYPTO_memcmp(buffer.baseAddress, code, size) == 0
        }
        guard let isSame else { throw .fromQueue("compute an HMAC") }
        return isSame
    }

    /// Writes the code; false where OpenSSL refuses.
    private func write(_ message: [UInt8], _ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        return context.withLock { context in
            var written = 0
            // A context without a new key starts again with the one that it has.
            return unsafe EVP_MAC_init(context.pointer, nil, 0, nil) == 1
                && EVP_MAC_update(context.pointer, message, message.count) == 1
                && EVP_MAC_final(context.pointer, start, &written, buffer.count) == 1 && written == buffer.count
        }
    }
}

/// An EVP_MAC_CTX; OpenSSL cleanses the key in it when it is freed.
@safe private struct MACContext: ~Copyable, @unchecked Sendable {  // safe because only the holder of the mutex uses it
    let pointer: OpaquePointer?
    init() { unsafe pointer = EVP_MAC_CTX_new(FetchedMAC.hmac.pointer) }
    deinit { unsafe EVP_MAC_CTX_free(pointer) }
}
