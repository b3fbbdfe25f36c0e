import Basics
import Foundation
import Testing

@Suite("Base 64")
struct Base64Tests {
    /// RFC 4648 §10.
    @Test(
        "the RFC's vectors",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(Base64.encode(plain.utf8) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        let unpadded = encoded.replacing("=", with: "")
        #expect(Base64.encodeURL(plain.utf8) == unpadded)
        #expect(Base64.decodeURL(unpadded) == Array(plain.utf8))
        #expect(Base64.decode(unpadded) == Array(plain.utf8))
    }

    @Test("every length and byte, as Foundation writes them")
    func allBytes() {
        for count in 0...300 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ count) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes) == text)
            #expect(Base64.decode(text) == bytes)
            #expect(Base64.decodeURL(Base64.encodeURL(bytes)) == bytes)
        }
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64.encodeURL([0xFB, 0xFF]) == "-_8")
    }

    @Test(
        "what is refused",
        arguments: [
            "Z", "Zg=", "Zg===", "Z===", "=", "====", "Zm9v=", "Zm9v====", "Zg==Zg==", "Zm=v", "Z g=", "Zg==\n",
            " Zg==",
            "Zh==", "Zm9=", "Zm9vYh", "-_8=", "Zé==", "Zm9v\u{0}",
        ])
    func refused(text: String) { #expect(Base64.decode(text) == nil) }

    @Test(
        "what the URL alphabet refuses",
        arguments: [
            "Zg==", "Zm8=", "+/8", "Z", "Zh", "Zm9", "Zm9vYg=", "A.B", "", "=",
        ])
    func refusedURL(text: String) { #expect(Base64.decodeURL(text) == (text.isEmpty ? [] : nil)) }
}

@Suite("Base 16")
struct HexadecimalTests {
    @Test("every byte")
    func everyByte() {
        let bytes = Array(UInt8.min...UInt8.max)
        let text = bytes.map { String(format: "%02x", $0) }.joined()
        #expect(Hexadecimal.encode(bytes) == text)
        #expect(Hexadecimal.decode(text) == bytes)
        #expect(Hexadecimal.decode(text.uppercased()) == bytes)
        #expect(Hexadecimal.decode("") == [])
    }

    @Test(
        "what is refused", arguments: ["0", "0g", "gg", " 00", "0x00", "000", "0é", "ｆｆ", "0:", "@0", "`0", "/0", "G0"])
    func refused(text: String) { #expect(Hexadecimal.decode(text) == nil) }
}
