public import Basics
internal import COpenSSL

/// OpenSSL refused an operation: which one, and everything that stood in its error queue.
public struct OpenSSLError: Failure, Hashable {
    /// What was attempted, as an infinitive: `read a private key`.
    public let operation: String
    /// The reasons, the first cause first; each is the library's text and OpenSSL's own data (a field's name).
    public let reasons: [String]

    public var message: String {
        reasons.isEmpty
            ? "OpenSSL could not \(operation)"
            : "OpenSSL could not \(operation): \(reasons.joined(separator: "; "))"
    }
    public var status: ExitStatus { .internalError }

    /// Drains this thread's error queue, so that nothing of it is taken for the cause of a later failure.
    init(_ operation: String) {
        self.operation = operation
        self.reasons = Self.drainQueue()
    }

    /// Takes every entry out of this thread's error queue, oldest first. Control characters in them are escaped.
    static func drainQueue() -> [String] {
        var reasons: [String] = []
        while true {
            var data: UnsafePointer<CChar>?
            var flags: Int32 = 0
            let code = unsafe ERR_get_error_all(nil, nil, nil, &data, &flags)
            guard code != 0 else { return reasons }
            var text = reason(of: code)
            if flags & ERR_TXT_STRING != 0, let data = unsafe data, unsafe data.pointee != 0 {
                text += unsafe " (\(String(cString: data)))"
            }
            // The queue holds 16 entries at most; each text is cut all the same.
            reasons.append(String(text.prefix(200)).printable)
        }
    }

    private static func reason(of code: UInt) -> String {
        if let text = unsafe ERR_reason_error_string(code) { return unsafe String(cString: text) }
        var text = [CChar](repeating: 0, count: 256)
        unsafe ERR_error_string_n(code, &text, text.count)
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
