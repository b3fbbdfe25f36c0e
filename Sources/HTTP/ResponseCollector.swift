internal import CCurl

/// Takes an answer in as libcurl hands it over, up to a number of bytes.
final class ResponseCollector {
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []
    /// More came than is taken.
    private(set) var isOverflowing = false
    private var remaining: Int
    /// The empty line after the header fields has come: what follows are trailers.
    private var headersAreComplete = false

    init(limit: Int) { remaining = limit }

    /// One line of the header section. False ends the exchange.
    func take(headerLine line: UnsafeRawBufferPointer) -> Bool {
        guard take(line.count) else { return false }
        let text = unsafe String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            // A status line: what came before belonged to an interim answer (1xx).
            headers = []
            headersAreComplete = false
            return true
        }
        guard !headersAreComplete else { return true }
        let content = text.utf8.trimmed
        if content.isEmpty {
            headersAreComplete = true
        } else if text.utf8.first == 0x20 || text.utf8.first == 0x09 {
            // Folded: goes on the line before (RFC 9112 §5.2).
            if let last = headers.indices.last { headers[last].value += " " + String(content) }
        } else if let colon = content.firstIndex(of: ":") {
            headers.append((String(content[..<colon]), String(content[content.index(after: colon)...].utf8.trimmed)))
        }
        return true
    }

    /// A piece of the content. False ends the exchange.
    func take(content: UnsafeRawBufferPointer) -> Bool {
        guard take(content.count) else { return false }
        unsafe body.append(contentsOf: content)
        return true
    }

    private func take(_ count: Int) -> Bool {
        guard count <= remaining else {
            isOverflowing = true
            return false
        }
        remaining -= count
        return true
    }
}

extension Collection where Self: BidirectionalCollection, Element == UInt8, Self.SubSequence == Substring.UTF8View {
    /// Without white space and line ends at either end.
    fileprivate var trimmed: Substring {
        var rest = self[...]
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        while let byte = rest.first, isSpace(byte) { rest = rest.dropFirst() }
        while let byte = rest.last, isSpace(byte) { rest = rest.dropLast() }
        return Substring(rest)
    }
}

/// CURLOPT_HEADERFUNCTION: each call is one complete line.
let collectHeaderLine: curl_write_callback = { bytes, size, count, collector in
    unsafe collect(bytes, size * count, collector) { unsafe $0.take(headerLine: $1) }
}

/// CURLOPT_WRITEFUNCTION.
let collectContent: curl_write_callback = { bytes, size, count, collector in
    unsafe collect(bytes, size * count, collector) { unsafe $0.take(content: $1) }
}

/// Any other number than `count` makes libcurl give up with CURLE_WRITE_ERROR.
@unsafe private func collect(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ collector: UnsafeMutableRawPointer?,
    _ take: (ResponseCollector, UnsafeRawBufferPointer) -> Bool
) -> Int {
    guard count > 0, let collector = unsafe collector else { return 0 }
    let target = unsafe Unmanaged<ResponseCollector>.fromOpaque(collector).takeUnretainedValue()
    return unsafe take(target, UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
}
