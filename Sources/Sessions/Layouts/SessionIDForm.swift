/// What the ids of sessions look like, so that keys which only begin alike are not taken for sessions.
enum SessionIDForm: Sendable, Hashable {
    /// At least one byte and no `:`.
    case plain
    /// At least one byte.
    case anything
    /// Letters of ASCII, digits and the bytes of `extra`, at least one: what frameworks call a token.
    case token(extra: String = "")
    /// So many letters of ASCII and digits.
    case alphanumeric(count: Int)
    /// So many hexadecimal digits in small letters.
    case hexadecimal(count: Int)
    /// 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12 with `-` between them, in small letters.
    case uuid

    /// Whether an id looks so.
    func admits(_ id: some Collection<UInt8>) -> Bool {
        switch self {
        case .plain: !id.isEmpty && !id.contains(UInt8(ascii: ":"))
        case .anything: !id.isEmpty
        case .token(let extra): !id.isEmpty && id.allSatisfy { Self.isAlphanumeric($0) || extra.utf8.contains($0) }
        case .alphanumeric(let count): id.count == count && id.allSatisfy(Self.isAlphanumeric)
        case .hexadecimal(let count): id.count == count && id.allSatisfy(Self.isHexadecimal)
        case .uuid:
            id.count == 36
                && zip(0..., id).allSatisfy { place, byte in
                    [8, 13, 18, 23].contains(place) ? byte == UInt8(ascii: "-") : Self.isHexadecimal(byte)
                }
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
