import Basics
import Testing

/// Addresses as logs write them, and ranges.
@Suite struct IPAddressTests {
    @Test(arguments: [
        ("10.0.0.1", [UInt8]?([10, 0, 0, 1])), (" 10.0.0.1 ", [10, 0, 0, 1]), ("10.0.0.1:80", [10, 0, 0, 1]),
        ("::ffff:10.0.0.1", [10, 0, 0, 1]), ("[::ffff:10.0.0.1]:443", [10, 0, 0, 1]),
        ("::1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ("fe80::1%eth0", [0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ("", nil), ("unknown", nil), ("10.0.0", nil), ("10.0.0.256", nil), ("1:2:3", nil), ("10.0.0.1\0", nil),
    ])
    func reads(text: String, bytes: [UInt8]?) { #expect(IPAddress(text)?.bytes == bytes) }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.7", "10.0.0.7", true),
        ("10.0.0.7", "10.0.0.8", false), ("10.0.0.0/9", "10.127.0.1", true), ("10.0.0.0/9", "10.128.0.1", false),
        ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
        ("2001:db8::/33", "2001:db8:8000::1", false), ("::ffff:10.0.0.0/104", "10.3.2.1", true),
    ])
    func tellsWhatIsInside(range: String, address: String, isInside: Bool) throws {
        #expect(try #require(IPRange(range)).contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "/8", "", "::1/129", "::ffff:1.2.3.4/8"])
    func refuses(range: String) { #expect(IPRange(range) == nil) }
}
