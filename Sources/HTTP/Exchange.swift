internal import Basics
internal import CCurl

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A request made ready for libcurl, and what became of it.
struct Exchange: ~Copyable {
    private let request: HTTPRequest
    private let origin: String
    private let userAgent: String
    private let headers: HeaderList

    /// Checks everything that libcurl would send as it stands.
    init(_ request: HTTPRequest, origin: String, userAgent: String) throws(HTTPError) {
        guard request.method.isToken else { throw .invalidRequest("the HTTP method is malformed") }
        var headers = HeaderList()
        for (name, value) in request.headers { try headers.append(name: name, value: value) }
        if let signing = request.signing {
            try signing.check()
            if let token = signing.sessionToken { try headers.append(name: "X-Amz-Security-Token", value: token) }
            // libcurl before 8 signs a suppressed field as if it were sent (lib/http_aws_sigv4.c, `make_headers`).
            guard request.headers.contains(where: { $0.name.lowercased() == "content-type" }) else {
                throw .invalidRequest("a request that is signed for AWS needs a Content-Type")
            }
        } else {
            // No round trip to be allowed to send the content, and no form's content type for what is none.
            try headers.suppress("Expect")
            if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
                try headers.suppress("Content-Type")
            }
        }
        self.request = request
        self.origin = origin
        self.userAgent = userAgent
        self.headers = headers
    }

    func run(on handle: borrowing EasyHandle) throws(HTTPError) -> HTTPResponse {
        let collector = ResponseCollector(limit: request.maximumResponseBytes)
        do throws(CurlFailure) {
            try configure(handle)
            try perform(handle, collector)
        } catch {
            throw failure(error.code, handle, collector)
        }
        return HTTPResponse(
            status: handle.number(CURLINFO_RESPONSE_CODE), headers: collector.headers, body: collector.body,
            certificateExpiresAt: request.asksForCertificate ? handle.certificateFields.expiry : nil)
    }

    private func configure(_ handle: borrowing EasyHandle) throws(CurlFailure) {
        try handle.set(CURLOPT_URL, request.url)
        try handle.allowOnlyHTTP()
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.doNotWaitForResolver()
        try handle.set(CURLOPT_TIMEOUT_MS, request.timeout)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, min(request.connectTimeout, request.timeout))
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        try handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let caFile = request.caFile {
            try handle.set(CURLOPT_CAINFO, caFile)
            // In place of the system's authorities, not beside them.
            try handle.set(CURLOPT_CAPATH, nil)
        }
        if request.asksForCertificate {
            try handle.set(CURLOPT_CERTINFO, 1)
            // Of a connection that is used again libcurl does not know the certificate any more.
            try handle.set(CURLOPT_FRESH_CONNECT, 1)
        }
        if let signing = request.signing {
            try handle.set(CURLOPT_AWS_SIGV4, signing.curlParameter)
            try handle.set(CURLOPT_USERNAME, signing.accessKeyID)
            try handle.set(CURLOPT_PASSWORD, signing.secretAccessKey)
        }
        try handle.set(CURLOPT_USERAGENT, userAgent)
        try handle.set(CURLOPT_HTTPHEADER, headers)
        // A proxy's own answer to CONNECT is not the server's.
        try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private func perform(_ handle: borrowing EasyHandle, _ collector: ResponseCollector) throws(CurlFailure) {
        try handle.receive(into: collector)
        try setMethod(handle)
        let sendsContent = request.method == "POST" || !request.body.isEmpty
        let result = unsafe request.body.withUnsafeBytes { content in
            Result { () throws(CurlFailure) in
                if sendsContent { try unsafe handle.send(content) }
                try handle.perform()
            }
        }
        withExtendedLifetime(collector) {}
        try result.get()
    }

    private func setMethod(_ handle: borrowing EasyHandle) throws(CurlFailure) {
        switch request.method {
        case "GET" where request.body.isEmpty: try handle.set(CURLOPT_HTTPGET, 1)
        case "HEAD": try handle.set(CURLOPT_NOBODY, 1)
        case "POST": try handle.set(CURLOPT_POST, 1)
        default: try handle.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    /// libcurl's code as an error of ours (libcurl-errors(3)).
    private func failure(
        _ code: CURLcode, _ handle: borrowing EasyHandle, _ collector: ResponseCollector
    ) -> HTTPError {
        switch code {
        case _ where collector.isOverflowing:
            .responseTooLarge(
                origin: origin, limit: request.maximumResponseBytes, status: handle.number(CURLINFO_RESPONSE_CODE))
        case CURLE_URL_MALFORMAT: .invalidRequest("the URL for \(origin) is malformed")
        case CURLE_COULDNT_RESOLVE_HOST: .unresolved(origin: origin)
        case CURLE_COULDNT_RESOLVE_PROXY: .unreachable(origin: origin, reason: "the proxy's host name has no address")
        case CURLE_COULDNT_CONNECT, CURLE_PROXY: .unreachable(origin: origin, reason: connectReason(handle))
        case CURLE_OPERATION_TIMEDOUT: .timedOut(origin: origin, limit: request.timeout)
        case CURLE_PEER_FAILED_VERIFICATION:
            .tls(origin: origin, problem: TLSProblem(verifyResult: handle.number(CURLINFO_SSL_VERIFYRESULT)))
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: .tls(origin: origin, problem: .handshake)
        case CURLE_SSL_CACERT_BADFILE: .authorities(path: request.caFile ?? "the system's store")
        case CURLE_RECV_ERROR where handle.number(CURLINFO_HTTP_CONNECTCODE) >= 300:
            .unreachable(
                origin: origin, reason: "the proxy answered \(handle.number(CURLINFO_HTTP_CONNECTCODE))")
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE: .connectionLost(origin: origin)
        // The scheme has been checked: what is not supported is an answer without a status line (HTTP/0.9).
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_HTTP2_STREAM,
            CURLE_BAD_CONTENT_ENCODING:
            .malformedResponse(origin: origin)
        default: .library(origin: origin, description: CurlLibrary.describe(code))
        }
    }

    /// The system's word on why connecting failed.
    private func connectReason(_ handle: borrowing EasyHandle) -> String {
        let number = Int32(truncatingIfNeeded: handle.number(CURLINFO_OS_ERRNO))
        guard number != 0, let text = unsafe strerror(number) else { return "no connection could be made" }
        return unsafe String(cString: text)
    }
}
