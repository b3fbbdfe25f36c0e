internal import Basics
internal import CCurl

/// A libcurl easy handle: the settings of one exchange, and the connections kept from earlier ones.
@safe struct EasyHandle: ~Copyable {
    private let pointer: UnsafeMutableRawPointer

    /// A new handle.
    init() throws(HTTPError) {
        try CurlLibrary.ready()
        guard let pointer = unsafe curl_easy_init() else {
            throw .library(origin: "libcurl", description: "no handle could be made")
        }
        unsafe self.init(adopting: pointer)
    }

    private init(adopting pointer: UnsafeMutableRawPointer) { unsafe self.pointer = pointer }

    deinit { unsafe curl_easy_cleanup(pointer) }

    /// Sets every option back; connections, TLS sessions and looked-up names are kept (curl_easy_reset(3)).
    func reset() { unsafe curl_easy_reset(pointer) }

    func set(_ option: CURLoption, _ value: Int) throws(CurlFailure) {
        try check(unsafe ccurl_set_long(pointer, option, value))
    }

    /// In milliseconds, at least 1: libcurl takes 0 for "no limit", or for a default of its own.
    func set(_ option: CURLoption, _ duration: Duration) throws(CurlFailure) {
        let milliseconds = (duration.inMicroseconds + 999) / 1000
        try set(option, Int(min(max(milliseconds, 1), Int64(Int32.max))))
    }

    /// Copied by libcurl; nil takes a default away.
    func set(_ option: CURLoption, _ value: String?) throws(CurlFailure) {
        try check(unsafe ccurl_set_text(pointer, option, value))
    }

    func set(_ option: CURLoption, _ list: borrowing HeaderList) throws(CurlFailure) {
        try check(unsafe ccurl_set_list(pointer, option, list.first))
    }

    /// Has the answer's header fields and content handed to `collector`, which must outlive the transfer.
    func receive(into collector: ResponseCollector) throws(CurlFailure) {
        let target = unsafe Unmanaged.passUnretained(collector).toOpaque()
        try check(unsafe ccurl_set_data_function(pointer, CURLOPT_HEADERFUNCTION, collectHeaderLine))
        try check(unsafe ccurl_set_pointer(pointer, CURLOPT_HEADERDATA, target))
        try check(unsafe ccurl_set_data_function(pointer, CURLOPT_WRITEFUNCTION, collectContent))
        try check(unsafe ccurl_set_pointer(pointer, CURLOPT_WRITEDATA, target))
    }

    /// The request's content, read where it is: the bytes must outlive the transfer.
    @unsafe func send(_ content: UnsafeRawBufferPointer) throws(CurlFailure) {
        try check(unsafe ccurl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(content.count)))
        // For null libcurl would ask a read function for the content, so that even nothing needs an address.
        try check(
            unsafe ccurl_set_pointer(pointer, CURLOPT_POSTFIELDS, content.baseAddress ?? UnsafeRawPointer(pointer)))
    }

    /// Has the server's replies handed to `collector`, and the mail read from it; it must outlive the transfer.
    func converse(through mail: MailTransfer) throws(CurlFailure) {
        let target = unsafe Unmanaged.passUnretained(mail).toOpaque()
        try check(unsafe ccurl_set_data_function(pointer, CURLOPT_HEADERFUNCTION, takeReplyLine))
        try check(unsafe ccurl_set_pointer(pointer, CURLOPT_HEADERDATA, target))
        try check(unsafe ccurl_set_data_function(pointer, CURLOPT_WRITEFUNCTION, takeReplyLine))
        try check(unsafe ccurl_set_pointer(pointer, CURLOPT_WRITEDATA, target))
        try check(unsafe ccurl_set_data_function(pointer, CURLOPT_READFUNCTION, giveMail))
        try check(unsafe ccurl_set_pointer(pointer, CURLOPT_READDATA, target))
    }

    func allowOnlySMTP() throws(CurlFailure) { try check(unsafe ccurl_allow_only_smtp(pointer)) }

    func requireTLS() throws(CurlFailure) { try check(unsafe ccurl_require_tls(pointer)) }

    func allowRefusedRecipients() throws(CurlFailure) {
        try check(unsafe ccurl_allow_refused_recipients(pointer))
    }

    func allowOnlyHTTP() throws(CurlFailure) { try check(unsafe ccurl_allow_only_http(pointer)) }

    func doNotWaitForResolver() throws(CurlFailure) { try check(unsafe ccurl_do_not_wait_for_resolver(pointer)) }

    /// Does it all: connects, sends and receives.
    func perform() throws(CurlFailure) {
        let code = withoutBrokenPipeSignals { unsafe curl_easy_perform(pointer) }
        try check(code)
    }

    /// A number about the last exchange; 0 where libcurl has none.
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        _ = unsafe ccurl_get_long(pointer, info, &value)
        return value
    }

    /// What libcurl says of the server's own certificate, as `Expire date:Nov 21 16:00:00 2026 GMT`; empty without TLS
    /// or `CURLOPT_CERTINFO`.
    var certificateFields: CertificateFields {
        var lines: [String] = []
        var line = unsafe ccurl_first_certificate(pointer)
        while let field = unsafe line {
            if let text = unsafe field.pointee.data { unsafe lines.append(String(cString: text)) }
            unsafe line = unsafe UnsafePointer(field.pointee.next)
        }
        return CertificateFields(lines: lines)
    }

    private func check(_ code: CURLcode) throws(CurlFailure) {
        guard code == CURLE_OK else { throw CurlFailure(code: code) }
    }
}

// safe because the handle cannot be copied, so that one thread has it at a time, and libcurl allows that to be
// another thread each time (libcurl-thread(3)).
extension EasyHandle: @unchecked Sendable {}

/// What libcurl answered, other than CURLE_OK.
struct CurlFailure: Error {
    let code: CURLcode
}
