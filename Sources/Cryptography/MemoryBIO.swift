internal import COpenSSL

/// A memory BIO whose buffer OpenSSL cleanses, when it grows and when it is freed.
@safe struct MemoryBIO: ~Copyable {
    let pointer: OpaquePointer?

    /// An empty one to write to.
    init() { unsafe pointer = BIO_new(BIO_s_secmem()) }

    /// One that reads bytes in place; they must outlive it.
    init(reading bytes: UnsafeRawBufferPointer) {
        unsafe pointer = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
    }

    deinit { unsafe BIO_free(pointer) }

    /// A copy of what was written.
    borrowing func contents() -> Secret {
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe firebreak_bio_contents(pointer, &start)
        return unsafe Secret(copying: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : max(count, 0)))
    }
}
