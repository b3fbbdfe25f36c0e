internal import CCurl

/// A mail on its way through libcurl: what is still to be read of it, and what the server replied (libcurl hands the
/// lines of SMTP replies to the header function).
final class MailTransfer {
    private let content: [UInt8]
    private var sent = 0
    private var replyBytes = 0
    /// The codes of the replies, in order; the lines of one reply count once.
    private(set) var codes: [Int] = []
    /// The text of the last reply's last line.
    private(set) var lastReply = ""

    /// More than this of replies is not taken.
    private static let limit = 256 << 10

    init(_ content: [UInt8]) { self.content = content }

    /// Whether libcurl has read all of the mail.
    var wasRead: Bool { sent == content.count }

    /// How many recipients of a mail that was taken were refused: their replies stand before that to DATA, 354.
    func refusedRecipients(of request: MailRequest) -> Int {
        guard let data = codes.lastIndex(of: 354) else { return 0 }
        return codes[..<data].suffix(request.recipients.count).count { $0 >= 400 }
    }

    /// Copies the next piece of the mail; gives its length, 0 at the end.
    func give(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, content.count - sent)
        unsafe content.withUnsafeBytes { unsafe buffer.copyMemory(from: .init(rebasing: $0[sent..<sent + count])) }
        sent += count
        return count
    }

    /// `250-SIZE`, `250 OK`. False ends the conversation.
    func take(replyLine line: UnsafeRawBufferPointer) -> Bool {
        replyBytes += line.count
        guard replyBytes <= Self.limit else { return false }
        let text = unsafe String(decoding: line.prefix(512), as: UTF8.self)
        // 221 is the farewell, which says nothing of the mail.
        guard let code = Int(text.prefix(3)), code != 221, text.utf8.dropFirst(3).first != UInt8(ascii: "-") else {
            return true
        }
        codes.append(code)
        var rest = text.dropFirst(3)
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        lastReply = String(rest)
        return true
    }
}

/// CURLOPT_HEADERFUNCTION of a mail: each call is one line of a reply.
let takeReplyLine: curl_write_callback = { bytes, size, count, transfer in
    let length = size * count
    guard length > 0, let transfer = unsafe transfer else { return 0 }
    let target = unsafe Unmanaged<MailTransfer>.fromOpaque(transfer).takeUnretainedValue()
    return unsafe target.take(replyLine: UnsafeRawBufferPointer(start: bytes, count: length)) ? length : 0
}

/// CURLOPT_READFUNCTION of a mail.
let giveMail: curl_write_callback = { bytes, size, count, transfer in
    guard let transfer = unsafe transfer else { return 0 }
    let target = unsafe Unmanaged<MailTransfer>.fromOpaque(transfer).takeUnretainedValue()
    return unsafe target.give(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
}
