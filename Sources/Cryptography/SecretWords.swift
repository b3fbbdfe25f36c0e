internal import COpenSSL

extension Secret {
    /// The bytes of an array, which is overwritten and emptied: for what had to be read as one.
    public init(taking bytes: inout [UInt8]) {
        unsafe self.init(count: bytes.count) { unsafe $0.copyBytes(from: bytes) }
        unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
        bytes = []
    }

    /// The words in it, by white space, as at most `limit`.
    public borrowing func words(limit: Int) -> [SecretBox] {
        unsafe withUnsafeBytes { bytes in
            let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
            var words: [SecretBox] = []
            var index = 0
            while index < bytes.count, words.count < limit {
                while index < bytes.count, unsafe isSpace(bytes[index]) { index += 1 }
                let start = index
                while index < bytes.count, unsafe !isSpace(bytes[index]) { index += 1 }
                guard index > start else { break }
                words.append(
                    SecretBox(unsafe Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[start..<index]))))
            }
            return words
        }
    }
}
