#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// An IPv4 or IPv6 address. An IPv4 address inside IPv6 (`::ffff:10.0.0.1`, RFC 4291 §2.5.5.2) is the IPv4 address, so
/// that the two ways in which servers log one client compare equal.
public struct IPAddress: Sendable, Hashable {
    /// 4 or 16 bytes, in network order.
    public let bytes: [UInt8]

    /// Reads an address as `10.0.0.1` or `2001:db8::1`, with what logs and proxies put around it: brackets, a port, a
    /// zone (`fe80::1%eth0`). Nil where it is none.
    public init?(_ text: some StringProtocol) {
        let text = Self.bare(String(text))
        guard !text.isEmpty, !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let all = withUnsafeBytes(of: &six) { Array($0) }
        bytes = all.starts(with: Self.mapped) ? Array(all.suffix(4)) : all
    }

    /// How IPv4 addresses begin inside IPv6.
    static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    /// The address without brackets, port and zone.
    private static func bare(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        if text.first == "[", let end = text.firstIndex(of: "]") {
            text = text[text.index(after: text.startIndex)..<end]
        } else if text.filter({ $0 == ":" }).count == 1, text.contains("."), let colon = text.firstIndex(of: ":") {
            text = text[..<colon]
        }
        if let percent = text.firstIndex(of: "%") { text = text[..<percent] }
        return String(text)
    }
}

/// The addresses that begin with the same bits, as `10.0.0.0/8` (RFC 4632), or a single one.
public struct IPRange: Sendable, Hashable {
    /// The range as it was written.
    public let text: String
    private let start: [UInt8]
    private let bits: Int

    /// Reads an address, or an address and how many of its bits count. Bits after those are passed over. Nil where it is
    /// none.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        var bits = address.bytes.count * 8
        if parts.count == 2 {
            guard let number = Int(parts[1]), number >= 0, parts[1].allSatisfy(\.isASCII), parts[1].first != "+" else {
                return nil
            }
            // A range inside ::ffff:0:0/96 counts its bits from the beginning of the IPv6 address.
            let skipped = parts[0].contains(":") && address.bytes.count == 4 ? IPAddress.mapped.count * 8 : 0
            guard (skipped...(skipped + bits)).contains(number) else { return nil }
            bits = number - skipped
        }
        self.text = String(text)
        start = address.bytes
        self.bits = bits
    }

    /// Whether an address is in it; one of the other kind never is.
    public func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == start.count else { return false }
        let whole = bits / 8
        guard address.bytes.prefix(whole) == start.prefix(whole) else { return false }
        let rest = bits % 8
        return rest == 0 || (address.bytes[whole] ^ start[whole]) >> (8 - rest) == 0
    }
}
