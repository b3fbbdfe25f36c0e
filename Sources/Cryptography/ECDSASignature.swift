/// The two numbers of an ECDSA signature, in OpenSSL's form (DER, RFC 3279 §2.2.3) and in JOSE's (r ‖ s, RFC 7518
/// §3.4). By hand: through OpenSSL's numbers either way costs a twentieth of a signature.
enum ECDSASignature {
    private static let sequence: UInt8 = 0x30
    private static let integer: UInt8 = 0x02

    /// r ‖ s, `width` bytes each, of DER that OpenSSL wrote; nil where it is something else.
    static func raw(der: [UInt8], width: Int) -> [UInt8]? {
        // Both numbers together stay below 128 bytes, so every length is one byte (X.690 §8.1.3.4).
        guard der.count >= 8, der.count < 130, der[0] == sequence, Int(der[1]) == der.count - 2 else { return nil }
        var raw = [UInt8](repeating: 0, count: 2 * width)
        var index = 2
        for place in 0..<2 {
            guard index + 2 < der.count, der[index] == integer else { return nil }
            let end = index + 2 + Int(der[index + 1])
            var start = index + 2
            guard end > start, end <= der.count else { return nil }
            // A zero before a first bit that is set, which would make the number negative.
            if der[start] == 0, end - start > 1 { start += 1 }
            guard end - start <= width else { return nil }
            let target = (place + 1) * width - (end - start)
            for offset in 0..<end - start { raw[target + offset] = der[start + offset] }
            index = end
        }
        return index == der.count ? raw : nil
    }

    /// The DER of r ‖ s; nil where they do not have `width` bytes each.
    static func der(raw: [UInt8], width: Int) -> [UInt8]? {
        guard raw.count == 2 * width, width <= 60 else { return nil }
        var der: [UInt8] = [sequence, 0]
        der.reserveCapacity(2 * width + 8)
        for place in 0..<2 {
            let end = (place + 1) * width
            var start = place * width
            while start < end - 1 && raw[start] == 0 { start += 1 }
            let isNegative = raw[start] >= 0x80
            der.append(integer)
            der.append(UInt8(end - start + (isNegative ? 1 : 0)))
            if isNegative { der.append(0) }
            der += raw[start..<end]
        }
        der[1] = UInt8(der.count - 2)
        return der
    }
}
