internal import Glibc

/// Texts as C wants them: an array of pointers, of which nil ones stand for themselves. Wiped when it ends.
@safe struct CStrings: ~Copyable {
    private let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String?]) { unsafe pointers = texts.map { text in unsafe text.flatMap { unsafe strdup($0) } } }

    deinit {
        for unsafe pointer in unsafe pointers {
            guard let pointer = unsafe pointer else { continue }
            unsafe explicit_bzero(pointer, strlen(pointer))
            unsafe free(pointer)
        }
    }

    borrowing func withPointers<Value>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value
    ) -> Value {
        let constant = unsafe pointers.map { unsafe UnsafePointer($0) }
        return unsafe constant.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
}
