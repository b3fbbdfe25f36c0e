internal import Cryptography

/// The data key as it is stored: a form number, the method that unlocks it, that method's parameters, and the key
/// sealed under the outer key. The header is authenticated with it, so parameters cannot be weakened unnoticed.
struct WrappedKey {
    /// How the outer key is had. The numbers are stored.
    enum Method: UInt8 {
        case keyFile = 1
    }

    private static let form: UInt8 = 1

    let method: Method
    /// What the method needs besides: a salt and cost for a passphrase; empty for a key file.
    let parameters: [UInt8]
    let sealed: [UInt8]

    private var header: [UInt8] {
        [Self.form, method.rawValue, UInt8(parameters.count >> 8), UInt8(parameters.count & 0xFF)] + parameters
    }
    private var associatedData: [UInt8] { AssociatedData.dataKey + header }

    /// As stored.
    var bytes: [UInt8] { header + sealed }

    /// Wraps a data key.
    init(wrapping key: borrowing Secret, under outer: borrowing Secret, method: Method) throws {
        self.method = method
        parameters = []
        let header: [UInt8] = [Self.form, method.rawValue, 0, 0]
        sealed = try AES256GCM.seal(key, key: outer, authenticating: AssociatedData.dataKey + header)
    }

    /// Reads what is stored.
    init(_ bytes: [UInt8]) throws {
        guard bytes.count > 4, bytes[0] == Self.form, let method = Method(rawValue: bytes[1]) else {
            throw SecretsError.keyring(.damaged(what: "the wrapped key"))
        }
        let count = Int(bytes[2]) << 8 | Int(bytes[3])
        guard bytes.count > 4 + count else { throw SecretsError.keyring(.damaged(what: "the wrapped key")) }
        self.method = method
        parameters = Array(bytes[4..<4 + count])
        sealed = Array(bytes[(4 + count)...])
    }

    /// The data key; nil where the outer key is not the one.
    func unwrap(under outer: borrowing Secret) throws -> Secret? {
        do {
            return try AES256GCM.open(sealed, key: outer, authenticating: associatedData)
        } catch .authenticationFailed {
            return nil
        }
    }
}
