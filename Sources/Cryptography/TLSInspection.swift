internal import Basics
internal import COpenSSL

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// What a TLS server shows: the handshake is done whatever its certificates are, nothing is said after it, and what is
/// wrong with them is told.
public struct TLSInspection: Sendable, Hashable {
    /// The protocol agreed on, as `TLSv1.3`.
    public let protocolVersion: String
    /// Why the certificate is not trusted, or not for the host, in OpenSSL's words; nil where all is well.
    public let problem: String?
    /// Whether the certificate names the host.
    public let namesHost: Bool
    /// What the server sent: its own certificate, and after it those between it and its authority.
    public let certificates: [Certificate]

    /// A certificate, as far as it is of interest.
    public struct Certificate: Sendable, Hashable {
        /// Whose it is, and who signed it; foreign text.
        public let subject: String
        public let issuer: String
        /// The names and addresses that it is good for; foreign text.
        public let names: [String]
        /// From when to when it is valid, in Unix seconds; nil where it does not say so in a known form.
        public let notBefore: Int64?
        public let notAfter: Int64?
    }

    /// Connects and does the handshake.
    ///
    /// - Parameters:
    ///   - serverName: the name asked for and expected, where it is not the host's.
    ///   - caFile: the authorities to trust in place of the system's.
    ///   - timeout: how long connecting, and besides it the handshake, may take.
    public init(
        host: String, port: Int, serverName: String? = nil, caFile: String? = nil, timeout: Duration
    ) throws(CryptographyError) {
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        let connection = try TCPConnection(host: bare, port: port, timeout: timeout)
        let context = try TLSContext.client(TLSConfiguration(caFile: caFile), host: host)
        // The chain is verified all the same, and what comes of it is asked for afterwards.
        unsafe SSL_CTX_set_verify(context.pointer, SSL_VERIFY_NONE, nil)
        let handle = TLSHandle(context, SocketState(socket: connection.descriptor, timeout: timeout), host: host)
        let name = serverName ?? bare
        try handle.name(name)
        try handle.connect(verify: false)
        protocolVersion = unsafe String(cString: SSL_get_version(handle.pointer))
        let verdict = unsafe SSL_get_verify_result(handle.pointer)
        problem =
            verdict == Int(X509_V_OK) ? nil : unsafe String(cString: X509_verify_cert_error_string(verdict)).printable
        var certificates: [Certificate] = []
        var namesHost = false
        let count = unsafe firebreak_peer_certificate_count(handle.pointer)
        for index in 0..<count {
            guard let certificate = unsafe firebreak_peer_certificate(handle.pointer, index) else { continue }
            if index == 0 {
                let flags = UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS)
                let isNamed = unsafe X509_check_host(certificate, name, 0, flags, nil) == 1
                let isAddressed = unsafe X509_check_ip_asc(certificate, name, 0) == 1
                namesHost = isNamed || isAddressed
            }
            certificates.append(unsafe Self.read(certificate))
        }
        _ = OpenSSLError.drainQueue()
        self.certificates = certificates
        self.namesHost = namesHost
    }

    private static func read(_ certificate: OpaquePointer) -> Certificate {
        Certificate(
            subject: unsafe text(firebreak_certificate_subject(certificate)),
            issuer: unsafe text(firebreak_certificate_issuer(certificate)),
            names: unsafe text(firebreak_certificate_names(certificate)).split(separator: "\n").map(String.init),
            notBefore: unsafe seconds(X509_get0_notBefore(certificate)),
            notAfter: unsafe seconds(X509_get0_notAfter(certificate)))
    }

    /// What a memory BIO holds, which is freed.
    private static func text(_ bio: OpaquePointer?) -> String {
        defer { unsafe _ = BIO_free(bio) }
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe firebreak_bio_contents(bio, &start)
        guard count > 0, let start = unsafe start else { return "" }
        return unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        var parts = unsafe tm()
        guard unsafe ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
        return unsafe Int64(timegm(&parts))
    }
}

/// A TCP connection to the first of a name's addresses that answers, closed at the end of its life.
private struct TCPConnection: ~Copyable {
    let descriptor: Int32

    init(host: String, port: Int, timeout: Duration) throws(CryptographyError) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard status == 0 else {
            throw .tls(host: host, .unreachable(unsafe String(cString: gai_strerror(status))))
        }
        defer { unsafe freeaddrinfo(list) }
        let deadline = ContinuousClock.now + timeout
        var reason = "no address"
        var next = unsafe list
        while let address = unsafe next {
            unsafe next = address.pointee.ai_next
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
            let number = socket(unsafe address.pointee.ai_family, kind, 0)
            guard number >= 0 else { continue }
            let failure = unsafe Self.connect(number, address.pointee, until: deadline)
            if let failure {
                close(number)
                reason = failure
                continue
            }
            descriptor = number
            return
        }
        if ContinuousClock.now >= deadline { throw .tls(host: host, .timedOut) }
        throw .tls(host: host, .unreachable(reason))
    }

    deinit { close(descriptor) }

    /// Why it does not connect; nil where it does.
    private static func connect(_ socket: Int32, _ address: addrinfo, until deadline: ContinuousClock.Instant) -> String? {
        if unsafe Glibc.connect(socket, address.ai_addr, address.ai_addrlen) == 0 { return nil }
        guard errno == EINPROGRESS || errno == EINTR else { return unsafe String(cString: strerror(errno)) }
        while true {
            let rest = deadline - .now
            guard rest > .zero else { return "timed out" }
            var request = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
            if unsafe poll(&request, 1, Int32(clamping: rest.inMicroseconds / 1000 + 1)) > 0 { break }
        }
        var problem: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(socket, SOL_SOCKET, SO_ERROR, &problem, &size)
        return problem == 0 ? nil : unsafe String(cString: strerror(problem))
    }
}
