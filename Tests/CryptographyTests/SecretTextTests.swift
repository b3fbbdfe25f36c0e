import Basics
import Testing

@testable import Cryptography

@Suite("Secrets as text")
struct SecretTextTests {
    @Test("every byte in hexadecimal and back, in either case")
    func hexadecimal() throws {
        let bytes = (UInt8.min...UInt8.max).map { $0 }
        let written = Secret(bytes).hexadecimal().revealedText()
        let text = try #require(written)
        #expect(text == Hexadecimal.encode(bytes))
        for form in [text, text.uppercased()] {
            let back = try Secret(hexadecimal: Secret(utf8: form), "it").revealedBytes()
            #expect(back == bytes)
        }
    }

    @Test("every character that is no digit, and an odd number of them, is refused")
    func notHexadecimal() {
        let digits = Set("0123456789abcdefABCDEF".utf8)
        for byte in UInt8.min...UInt8.max where !digits.contains(byte) {
            for text in [[byte, 0x30], [0x30, byte]] {
                #expect(throws: CryptographyError.malformed("it is not hexadecimal")) {
                    _ = try Secret(hexadecimal: Secret(text), "it").count
                }
            }
        }
        #expect(throws: CryptographyError.self) { _ = try Secret(hexadecimal: Secret(utf8: "012"), "it").count }
        let empty = try? Secret(hexadecimal: Secret(utf8: ""), "it").count
        #expect(empty == 0)
    }

    @Test(
        "what follows a prefix",
        arguments: [("whsec_abc", "abc"), ("whsec_", ""), ("whsec", nil), ("", nil), ("xwhsec_a", nil)])
    func prefix(text: String, expected: String?) {
        let rest = Secret(utf8: text).rest(after: "whsec_")?.revealedText()
        #expect(rest == expected)
    }
}
