internal import COpenSSL

extension DigestAlgorithm {
    /// Hashes what comes piece by piece.
    public struct Hasher: ~Copyable {
        private let algorithm: DigestAlgorithm
        private let context: DigestContext

        /// Nothing taken yet.
        public init(_ algorithm: DigestAlgorithm) {
            self.algorithm = algorithm
            context = DigestContext()
            let done = unsafe EVP_DigestInit_ex(context.pointer, algorithm.fetched.pointer, nil)
            // As in `hash`: without the digest nothing can go on safely.
            precondition(done == 1, "OpenSSL does not offer \(algorithm.name)")
        }

        /// Takes the next bytes.
        public mutating func update(_ bytes: UnsafeRawBufferPointer) {
            let done = unsafe EVP_DigestUpdate(context.pointer, bytes.baseAddress, bytes.count)
            precondition(done == 1, "OpenSSL could not hash")
        }

        /// Takes the next bytes.
        public mutating func update(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe update($0) } }

        /// The digest of everything taken.
        public consuming func finalize() -> [UInt8] {
            unsafe [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) { buffer, count in
                let done = unsafe EVP_DigestFinal_ex(context.pointer, buffer.baseAddress, nil)
                precondition(done == 1, "OpenSSL could not hash")
                count = algorithm.byteCount
            }
        }
    }
}

/// An EVP_MD_CTX.
@safe struct DigestContext: ~Copyable {
    let pointer: OpaquePointer?

    init() { unsafe pointer = EVP_MD_CTX_new() }
    private init(adopting pointer: OpaquePointer?) { unsafe self.pointer = pointer }
    deinit { unsafe EVP_MD_CTX_free(pointer) }

    /// A context that nothing can be done with.
    static var none: DigestContext { unsafe DigestContext(adopting: nil) }

    /// A second context in the same state; nil where there is none, or no memory.
    borrowing func copy() -> DigestContext? {
        guard unsafe pointer != nil else { return nil }
        let copy = DigestContext()
        guard unsafe copy.pointer != nil, unsafe EVP_MD_CTX_copy_ex(copy.pointer, pointer) == 1 else { return nil }
        return copy
    }
}
