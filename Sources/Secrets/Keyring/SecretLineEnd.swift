internal import Cryptography

extension Secret {
    /// The value without one newline at its end, as editors and `echo` put it there.
    borrowing func withoutLineEnd() -> Secret {
        withUnsafeBytes { bytes in
            var end = bytes.count
            if end > 0, bytes[end - 1] == 0x0A { end -= 1 }
            if end > 0, end < bytes.count, bytes[end - 1] == 0x0D { end -= 1 }
            return Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        }
    }
}
