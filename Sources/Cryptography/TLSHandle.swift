internal import Basics
internal import COpenSSL

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// An SSL and the state of its socket.
@safe struct TLSHandle: ~Copyable, @unchecked Sendable {  // safe because it has one owner, who changes it alone
    let pointer: OpaquePointer?
    let state: SocketState
    private let host: String

    init(_ context: borrowing TLSContext, _ state: SocketState, host: String) {
        unsafe pointer = SSL_new(context.pointer)
        self.state = state
        self.host = host
        if unsafe pointer != nil, let bio = unsafe SocketBIO.make(state) { unsafe SSL_set_bio(pointer, bio, bio) }
    }

    deinit {
        guard unsafe pointer != nil else { return }
        // Without waiting: the other side may have gone. After a failure OpenSSL must not be asked to say good-bye.
        state.timeout = .zero
        state.start()
        let isUsable = unsafe SSL_is_init_finished(pointer) == 1 && SSL_get_shutdown(pointer) & SSL_SENT_SHUTDOWN == 0
        if isUsable && !state.hasFailed { unsafe SSL_shutdown(pointer) }
        unsafe SSL_free(pointer)
        _ = OpenSSLError.drainQueue()
    }

    /// Says which name the server is asked for, and which its certificate must have (RFC 6125; RFC 6066 §3: an address
    /// is not asked for by name).
    borrowing func name(_ name: String) throws(CryptographyError) {
        guard unsafe pointer != nil else { throw .fromQueue("prepare TLS") }
        let bare = name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
        let isAddress = unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(pointer), bare) == 1
        _ = OpenSSLError.drainQueue()
        if isAddress { return }
        unsafe SSL_set_hostflags(pointer, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        guard !bare.isEmpty, unsafe SSL_set1_host(pointer, bare) == 1,
            unsafe firebreak_tls_set_name(pointer, bare) == 1
        else { throw .fromQueue("set the name of a TLS server") }
    }

    /// Does the handshake.
    borrowing func connect(verify: Bool) throws(CryptographyError) {
        begin()
        let result = unsafe SSL_connect(pointer)
        guard result != 1 else { return }
        let verdict = unsafe SSL_get_verify_result(pointer)
        if verify && verdict != Int(X509_V_OK) {
            _ = OpenSSLError.drainQueue()
            let reason = unsafe String(cString: X509_verify_cert_error_string(verdict))
            throw .tls(host: host, .certificate(reason.printable))
        }
        throw failure(result, .handshake)
    }

    /// Before an operation: an old entry in the queue would be taken for its cause.
    borrowing func begin() {
        ERR_clear_error()
        state.start()
    }

    /// Whether the other side has sent its close_notify.
    borrowing func endedProperly(_ result: Int32) -> Bool {
        unsafe SSL_get_error(pointer, result) == SSL_ERROR_ZERO_RETURN
    }

    enum Stage { case handshake, broken }

    /// Why an operation failed.
    borrowing func failure(_ result: Int32, _ stage: Stage) -> CryptographyError {
        let kind = unsafe SSL_get_error(pointer, result)
        let reasons = OpenSSLError.drainQueue()
        if kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE { return .tls(host: host, .timedOut) }
        state.hasFailed = true
        let reason =
            if state.errorNumber != 0 {
                unsafe String(cString: strerror(state.errorNumber))
            } else if !reasons.isEmpty {
                reasons.joined(separator: "; ")
            } else {
                "the other side ended it"
            }
        return .tls(host: host, stage == .handshake ? .handshake(reason) : .broken(reason))
    }
}
