internal import Basics

/// The address of a request as its sender wrote it, for schemes that sign it: nothing in it is decoded or put in order.
struct WebhookURL {
    /// As it was given.
    let text: String
    private let start: String
    private let host: String
    private let port: String?
    private let rest: String
    private let usualPort: String

    /// Takes `http` and `https` (RFC 3986 §3), of 8 KiB at most.
    init(_ given: String?) throws(WebhookError) {
        guard let given else { throw .missingURL }
        guard given.utf8.count <= WebhookRequest.mostHeaderBytes else { throw .unusableURL("it is too long") }
        guard given.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw .unusableURL("it has a space or a control character in it")
        }
        let isSecure = given.hasPrefix("https://")
        guard isSecure || given.hasPrefix("http://") else {
            throw .unusableURL("it does not begin with https:// or http://")
        }
        let scheme = isSecure ? "https://" : "http://"
        let bytes = given.utf8.dropFirst(scheme.utf8.count)
        let end = bytes.firstIndex { "/?#".utf8.contains($0) } ?? bytes.endIndex
        let authority = bytes[..<end]
        let hostStart = authority.lastIndex(of: UInt8(ascii: "@")).map { authority.index(after: $0) }
        let named = authority[(hostStart ?? authority.startIndex)...]
        // In brackets the colons are an IPv6 address's.
        let bracket = named.lastIndex(of: UInt8(ascii: "]")) ?? named.startIndex
        let colon = named[bracket...].lastIndex(of: UInt8(ascii: ":"))
        func string(_ part: Substring.UTF8View) -> String { String(decoding: part, as: UTF8.self) }
        text = given
        start = scheme + string(authority[..<named.startIndex])
        host = string(named[..<(colon ?? named.endIndex)])
        port = colon.map { string(named[named.index(after: $0)...]) }
        rest = string(bytes[end...])
        usualPort = isSecure ? "443" : "80"
        guard !host.isEmpty else { throw .unusableURL("it has no host") }
    }

    /// As it was given, without its port, and with the usual one where it has none.
    var spellings: [String] {
        var all = [text]
        for other in [start + host + rest, start + host + ":" + (port ?? usualPort) + rest] where !all.contains(other) {
            all.append(other)
        }
        return all
    }

    /// The value of the query's first parameter of a name, as it stands.
    func parameter(_ name: String) -> String? {
        let query = rest.utf8.prefix { $0 != UInt8(ascii: "#") }.drop { $0 != UInt8(ascii: "?") }.dropFirst()
        let prefix = Array((name + "=").utf8)
        let found = query.split(separator: UInt8(ascii: "&")).first { $0.starts(with: prefix) }
        return found.map { String(decoding: $0.dropFirst(prefix.count), as: UTF8.self) }
    }
}
