internal import Basics
internal import CCurl

/// Hands mail in through libcurl's SMTP. TLS is required and certificates are verified, unless the request says that a
/// server on this machine may be spoken to without; proxies are not asked.
public struct MailClient: Sendable {
    public init() {}

    /// Hands a mail in. It is delivered where at least one recipient was accepted.
    public func send(_ request: MailRequest) throws(MailError) -> MailReceipt {
        let transfer = MailTransfer(request.content)
        let failure: MailError?
        do throws(HTTPError) {
            failure = try Self.hand(request, in: transfer)
        } catch {
            throw .transport(error)
        }
        if let failure { throw failure }
        return MailReceipt(code: transfer.codes.last ?? 0, refused: transfer.refusedRecipients(of: request))
    }

    /// Goes through the conversation; what was wrong in it, nil where nothing was.
    private static func hand(_ request: MailRequest, in transfer: MailTransfer) throws(HTTPError) -> MailError? {
        var recipients = HeaderList()
        for address in request.recipients { try recipients.append(address: address.text) }
        let handle = try EasyHandle()
        do throws(CurlFailure) {
            try configure(handle, request, recipients, transfer)
            try handle.perform()
        } catch {
            return MailFailure(error.code, handle, transfer, request).error
        }
        withExtendedLifetime(transfer) {}
        return nil
    }

    private static func configure(
        _ handle: borrowing EasyHandle, _ request: MailRequest, _ recipients: borrowing HeaderList,
        _ transfer: MailTransfer
    ) throws(CurlFailure) {
        try handle.set(CURLOPT_URL, request.server.description)
        try handle.allowOnlySMTP()
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.doNotWaitForResolver()
        try handle.set(CURLOPT_PROXY, "")
        try handle.set(CURLOPT_TIMEOUT_MS, request.timeout)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, min(.seconds(10), request.timeout))
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        try handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if !request.mayBeInTheClear { try handle.requireTLS() }
        if let caFile = request.caFile {
            try handle.set(CURLOPT_CAINFO, caFile)
            try handle.set(CURLOPT_CAPATH, nil)
        }
        if let user = request.user {
            try handle.set(CURLOPT_USERNAME, user)
            try handle.set(CURLOPT_PASSWORD, request.password ?? "")
        }
        try handle.set(CURLOPT_MAIL_FROM, "<\(request.sender.text)>")
        try handle.set(CURLOPT_MAIL_RCPT, recipients)
        try handle.allowRefusedRecipients()
        try handle.set(CURLOPT_UPLOAD, 1)
        try handle.set(CURLOPT_INFILESIZE, request.content.count)
        try handle.converse(through: transfer)
    }
}

/// libcurl's code as an error of ours (libcurl-errors(3)).
private struct MailFailure {
    let error: MailError

    init(
        _ code: CURLcode, _ handle: borrowing EasyHandle, _ transfer: MailTransfer, _ request: MailRequest
    ) {
        let server = request.server.description
        let last = transfer.codes.last ?? 0
        error =
            switch code {
            case CURLE_USE_SSL_FAILED: .noTLS(server: server)
            case CURLE_LOGIN_DENIED: .login(server: server, code: last)
            case CURLE_COULDNT_RESOLVE_HOST: .transport(.unresolved(origin: server))
            case CURLE_COULDNT_CONNECT:
                .transport(.unreachable(origin: server, reason: "no connection could be made"))
            case CURLE_OPERATION_TIMEDOUT where !transfer.wasRead:
                .transport(.unreachable(origin: server, reason: "no answer within \(request.timeout.compact)"))
            case CURLE_OPERATION_TIMEDOUT: .transport(.timedOut(origin: server, limit: request.timeout))
            case CURLE_PEER_FAILED_VERIFICATION:
                .transport(
                    .tls(
                        origin: server,
                        problem: TLSProblem(verifyResult: handle.number(CURLINFO_SSL_VERIFYRESULT))))
            case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: .transport(.tls(origin: server, problem: .handshake))
            case CURLE_SSL_CACERT_BADFILE: .transport(.authorities(path: request.caFile ?? "the system's store"))
            case _ where last >= 400:
                .refused(server: server, code: last, reply: Self.shown(transfer.lastReply, request))
            case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE:
                // Before the mail was handed over whole, it cannot have been taken.
                transfer.wasRead
                    ? .transport(.connectionLost(origin: server))
                    : .transport(.unreachable(origin: server, reason: "the conversation broke off"))
            case CURLE_WEIRD_SERVER_REPLY: .transport(.malformedResponse(origin: server))
            default: .transport(.library(origin: server, description: CurlLibrary.describe(code)))
            }
    }

    /// A reply without what must not be repeated.
    private static func shown(_ reply: String, _ request: MailRequest) -> String {
        if let password = request.password, !password.isEmpty, reply.contains(password) { return "" }
        return String(reply.prefix(200))
    }
}
