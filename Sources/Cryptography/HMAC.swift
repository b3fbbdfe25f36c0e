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
        let code = context.withLock { context in
            unsafe [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) { buffer, count in
                var written = 0
                // A context without a new key starts again with the one that it has.
                if unsafe EVP_MAC_init(context.pointer, nil, 0, nil) == 1,
                    unsafe EVP_MAC_update(context.pointer, message, message.count) == 1,
                    unsafe EVP_MAC_final(context.pointer, buffer.baseAddress, &written, buffer.count) == 1
                {
                    count = written
                }
            }
        }
        guard code.count == algorithm.byteCount else { throw .fromQueue("compute an HMAC") }
        return code
    }
}

/// An EVP_MAC_CTX; OpenSSL cleanses the key in it when it is freed.
@safe private struct MACContext: ~Copyable, @unchecked Sendable {  // safe because only the holder of the mutex uses it
    let pointer: OpaquePointer?
    init() { unsafe pointer = EVP_MAC_CTX_new(FetchedMAC.hmac.pointer) }
    deinit { unsafe EVP_MAC_CTX_free(pointer) }
}
