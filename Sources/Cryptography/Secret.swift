internal import COpenSSL

/// Bytes that must not be seen: they cannot be copied by accident, printed, compared in variable time or encoded, and
/// their memory is overwritten when the value ends. To share one, put it into a `SecretBox`.
public struct Secret: ~Copyable, Sendable {
    private let storage: SecretStorage

    /// `count` bytes that the closure writes; they are zero before.
    public init<E: Error>(
        count: Int, initializingWith body: (UnsafeMutableRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        let storage = SecretStorage(count: count)
        try unsafe body(storage.bytes)
        self.storage = storage
    }

    /// A copy of bytes; the original is the caller's to cleanse.
    public init(copying bytes: UnsafeRawBufferPointer) {
        unsafe self.init(count: bytes.count) { unsafe $0.copyMemory(from: bytes) }
    }

    /// A copy of an array, which itself is not cleansed.
    public init(_ bytes: [UInt8]) {
        unsafe self.init(count: bytes.count) { unsafe $0.copyBytes(from: bytes) }
    }

    /// The UTF-8 bytes of a text, which itself is not cleansed.
    public init(utf8 text: String) { self.init(Array(text.utf8)) }

    /// How many bytes it has.
    public var count: Int { unsafe storage.bytes.count }

    /// Lends the bytes to a closure. They must not leave it; the address is never nil.
    public borrowing func withUnsafeBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try unsafe body(UnsafeRawBufferPointer(storage.bytes))
    }

    /// A second secret with the same bytes.
    public borrowing func copy() -> Secret { unsafe Secret(copying: UnsafeRawBufferPointer(storage.bytes)) }

    /// Whether both have the same bytes, in a time that depends on their lengths only (CRYPTO_memcmp).
    public borrowing func matches(_ other: borrowing Secret) -> Bool {
        guard count == other.count else { return false }
        return unsafe CRYPTO_memcmp(storage.bytes.baseAddress, other.storage.bytes.baseAddress, count) == 0
    }

    /// The secret as text, uncleansed from here on; nil where it is not UTF-8. The name is there to be searched for.
    public borrowing func revealedText() -> String? { String(validating: revealedBytes(), as: UTF8.self) }

    /// The secret as an array, uncleansed from here on. The name is there to be searched for.
    public borrowing func revealedBytes() -> [UInt8] { unsafe Array(storage.bytes) }
}
