internal import COpenSSL

/// The memory of a secret: allocated once, never grown (growing would leave copies behind), cleansed when it ends.
@safe struct SecretStorage: ~Copyable, @unchecked Sendable {
    // @unchecked is safe because the bytes are only written before a second owner can have it.
    let bytes: UnsafeMutableRawBufferPointer
    private let isOwner: Bool

    /// Zeros. At least one byte is allocated, so that the address exists even where there is nothing to hold.
    init(count: Int) {
        let allocated = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 16)
        unsafe allocated.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe bytes = UnsafeMutableRawBufferPointer(start: allocated.baseAddress, count: count)
        isOwner = true
    }

    /// Memory that stays the caller's, to see what is left in it: for the test of the cleansing.
    init(borrowing memory: UnsafeMutableRawBufferPointer) {
        unsafe bytes = memory
        isOwner = false
    }

    deinit {
        unsafe OPENSSL_cleanse(bytes.baseAddress, bytes.count)
        if isOwner { unsafe bytes.baseAddress?.deallocate() }
    }
}
