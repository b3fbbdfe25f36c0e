internal import Cryptography

/// The data key as it is stored: a form number, what unlocks it, the parameters for that, and the key sealed under the
/// outer key. The header is authenticated with it, so parameters cannot be weakened unnoticed.
struct WrappedKey {
    /// How the outer key is had. The numbers are stored.
    enum Method: UInt8 {
        /// As it is.
        case key = 1
        /// From a passphrase, by scrypt (RFC 7914). Parameters: the base-2 logarithm of N, r, p, then the salt.
        case passphrase = 2
    }

    private static let form: UInt8 = 1
    /// age's cost for passphrases (`age/scrypt.go`): about a second and 256 MiB. Tests take less.
    @TaskLocal static var costLogarithm: UInt8 = 18
    private static let saltCount = 16
    /// In bytes.
    private static let shortestPassphrase = 12

    let method: Method
    let parameters: [UInt8]
    let sealed: [UInt8]

    /// As stored.
    var bytes: [UInt8] { Self.header(method, parameters) + sealed }

    private static func header(_ method: Method, _ parameters: [UInt8]) -> [UInt8] {
        [form, method.rawValue, UInt8(parameters.count >> 8), UInt8(parameters.count & 0xFF)] + parameters
    }

    /// Wraps a data key.
    init(wrapping key: borrowing Secret, under material: UnlockMaterial) throws {
        let method: Method
        let parameters: [UInt8]
        switch material {
        case .key: (method, parameters) = (.key, [])
        case .passphrase(let passphrase):
            guard passphrase.withSecret({ $0.count }) >= Self.shortestPassphrase else {
                throw SecretsError.keyring(.noMaterial(.weakPassphrase))
            }
            (method, parameters) = (.passphrase, try [Self.costLogarithm, 8, 1] + Random.bytes(Self.saltCount))
        }
        let associated = AssociatedData.dataKey + Self.header(method, parameters)
        guard let outer = try Self.outerKey(material, method, parameters) else {
            preconditionFailure("the method was chosen for the material")
        }
        sealed = try AES256GCM.seal(key, key: outer, authenticating: associated)
        self.method = method
        self.parameters = parameters
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

    /// The data key; nil where the material is not the one.
    func unwrap(with material: UnlockMaterial) throws -> Secret? {
        guard let outer = try Self.outerKey(material, method, parameters) else { return nil }
        do {
            return try AES256GCM.open(
                sealed, key: outer, authenticating: AssociatedData.dataKey + Self.header(method, parameters))
        } catch .authenticationFailed {
            return nil
        }
    }

    /// The outer key; nil where the material is of the other sort.
    private static func outerKey(_ material: UnlockMaterial, _ method: Method, _ parameters: [UInt8]) throws -> Secret? {
        switch (method, material) {
        case (.key, .key(let key)): return key.withSecret { $0.copy() }
        case (.passphrase, .passphrase(let passphrase)):
            guard parameters.count > 3, parameters[0] < 31 else {
                throw SecretsError.keyring(.damaged(what: "the wrapped key"))
            }
            return try passphrase.withSecret { passphrase in
                try Scrypt.derive(
                    password: passphrase, salt: Array(parameters[3...]), cost: 1 << Int(parameters[0]),
                    blockSize: Int(parameters[1]), parallelism: Int(parameters[2]), count: AES256GCM.keyByteCount)
            }
        case (.key, .passphrase), (.passphrase, .key): return nil
        }
    }
}
