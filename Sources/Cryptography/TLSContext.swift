internal import Basics
internal import COpenSSL

/// An SSL_CTX for clients: the authorities to trust, and the certificate to show.
@safe struct TLSContext: ~Copyable {
    let pointer: OpaquePointer?

    private init(pointer: OpaquePointer?) { unsafe self.pointer = pointer }
    deinit { unsafe SSL_CTX_free(pointer) }

    /// Loads the files that the configuration names.
    static func client(
        _ configuration: TLSConfiguration, host: String
    ) throws(CryptographyError) -> TLSContext {
        func refuse(_ what: String) -> CryptographyError {
            .tls(host: host, .credentials(([what] + OpenSSLError.drainQueue()).joined(separator: ": ")))
        }
        let context = unsafe TLSContext(pointer: SSL_CTX_new(TLS_client_method()))
        let pointer = unsafe context.pointer
        guard unsafe pointer != nil, unsafe firebreak_tls_configure(pointer) == 1 else {
            throw .fromQueue("prepare TLS")
        }
        unsafe SSL_CTX_set_verify(pointer, configuration.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        unsafe SSL_CTX_set_default_passwd_cb(pointer, refusePassphrase)
        if let file = configuration.caFile {
            guard unsafe SSL_CTX_load_verify_file(pointer, file) == 1 else {
                throw refuse("the CA file \(file.printable) cannot be used")
            }
        } else if configuration.verify {
            guard unsafe SSL_CTX_set_default_verify_paths(pointer) == 1 else {
                throw refuse("the system's certificate authorities cannot be read")
            }
        }
        if let file = configuration.certificateFile {
            guard unsafe SSL_CTX_use_certificate_chain_file(pointer, file) == 1 else {
                throw refuse("the client certificate \(file.printable) cannot be used")
            }
            let key = configuration.keyFile ?? file
            guard unsafe SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM) == 1,
                unsafe SSL_CTX_check_private_key(pointer) == 1
            else { throw refuse("the client's key \(key.printable) cannot be used") }
        }
        return context
    }
}
