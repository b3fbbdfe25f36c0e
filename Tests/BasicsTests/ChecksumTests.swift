import Testing

@testable import Basics

@Suite struct ChecksumTests {
    @Test(
        "CRC-32 of known texts (RFC 1952's own check value; zlib)",
        arguments: [("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43)] as [(String, UInt32)])
    func crc(text: String, expected: UInt32) { #expect(CRC32.checksum(Array(text.utf8)) == expected) }

    @Test(
        "base 62 with zeros before it",
        arguments: [
            (0, 1, "0"), (0, 6, "000000"), (61, 1, "z"), (62, 1, "10"), (35, 2, "0Z"), (UInt32.max, 6, "4gfFC3"),
        ] as [(UInt32, Int, String)])
    func base62(number: UInt32, width: Int, expected: String) {
        #expect(Base62.encode(number, width: width) == expected)
    }

    @Test("which bytes are digits of it")
    func digits() {
        let digits = (UInt8.min...UInt8.max).filter(Base62.contains)
        #expect(digits == Array(Base62.alphabet.utf8).sorted())
    }
}
