internal import COpenSSL

extension KeyHandle {
    /// Whether the eight numbers of an RSA key of two primes fit together (RFC 8017 §3.2): p q = n, the exponents of
    /// the Chinese remainder form are d modulo p - 1 and q - 1, and q times its inverse is 1 modulo p. That e and d
    /// belong together shows when the key signs. OpenSSL's own check also proves the primes prime, which takes up to a
    /// second.
    borrowing func hasConsistentPrimes() throws(CryptographyError) -> Bool {
        let p = try number("rsa-factor1")
        let q = try number("rsa-factor2")
        let d = try number("d")
        guard try BigNumber.product(p, q).equals(number("n")) else { return false }
        guard try d.remainder(by: p.decremented()).equals(number("rsa-exponent1")) else { return false }
        guard try d.remainder(by: q.decremented()).equals(number("rsa-exponent2")) else { return false }
        return try BigNumber.product(q, number("rsa-coefficient1")).remainder(by: p).isOne
    }
}

extension BigNumber {
    fileprivate var isOne: Bool { unsafe BN_is_one(pointer) == 1 }

    fileprivate borrowing func equals(_ other: borrowing BigNumber) -> Bool {
        unsafe BN_cmp(pointer, other.pointer) == 0
    }

    fileprivate static func product(
        _ a: borrowing BigNumber, _ b: borrowing BigNumber
    ) throws(CryptographyError) -> Self {
        let workspace = Workspace()
        let result = unsafe BigNumber(adopting: BN_secure_new())
        guard unsafe BN_mul(result.pointer, a.pointer, b.pointer, workspace.pointer) == 1 else {
            throw .fromQueue("multiply")
        }
        return result
    }

    fileprivate borrowing func remainder(by divisor: borrowing BigNumber) throws(CryptographyError) -> BigNumber {
        let workspace = Workspace()
        let result = unsafe BigNumber(adopting: BN_secure_new())
        guard unsafe BN_div(nil, result.pointer, pointer, divisor.pointer, workspace.pointer) == 1 else {
            throw .fromQueue("divide")
        }
        return result
    }

    fileprivate borrowing func decremented() throws(CryptographyError) -> BigNumber {
        let result = unsafe BigNumber(adopting: BN_dup(pointer))
        guard unsafe BN_sub_word(result.pointer, 1) == 1 else { throw .fromQueue("subtract") }
        return result
    }

    /// A BN_CTX.
    @safe private struct Workspace: ~Copyable {
        let pointer: OpaquePointer?
        init() { unsafe pointer = BN_CTX_secure_new() }
        deinit { unsafe BN_CTX_free(pointer) }
    }
}
