import Basics
import Testing

@testable import Cryptography

@Suite struct SecretTests {
    private static let canary = "c4n4ry-of-the-secret-tests"

    @Test("a secret gives its bytes only where it is asked for them by name")
    func reveal() {
        let secret = Secret(utf8: Self.canary)
        #expect(secret.revealedText() == Self.canary)
        #expect(secret.revealedBytes() == Array(Self.canary.utf8))
        #expect(secret.count == Self.canary.utf8.count)
        #expect(Secret([0xFF, 0xFE]).revealedText() == nil)
        #expect(Secret([]).revealedText() == "")
    }

    @Test("a copy has the same bytes in other memory")
    func copies() {
        let secret = Secret(utf8: Self.canary)
        let copy = secret.copy()
        let areEqual = secret.matches(copy)
        #expect(areEqual)
        let address = secret.withUnsafeBytes { $0.baseAddress }
        let other = copy.withUnsafeBytes { $0.baseAddress }
        #expect(address != other)
    }

    @Test("the memory is overwritten when the secret ends")
    func cleansing() throws {
        // Reading freed memory is undefined, so the storage is looked at through a block that is kept: the bytes are
        // cleansed by the same call that the deinitialiser makes, just before it gives the memory back.
        let count = 4096
        let kept = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        defer { kept.deallocate() }
        kept.initializeMemory(as: UInt8.self, repeating: 0xA5)
        do { _ = SecretStorage(borrowing: kept) }
        #expect(kept.allSatisfy { $0 == 0 })
    }

    @Test("nothing that prints shows a boxed secret")
    func printing() {
        struct Holder { let name: String; let box: SecretBox; let boxes: [SecretBox] }
        let box = SecretBox(Secret(utf8: Self.canary))
        let holder = Holder(name: "x", box: box, boxes: [box])
        var dumped = ""
        dump(holder, to: &dumped)
        dump(box, to: &dumped)
        let texts = [
            "\(box)", String(describing: box), String(reflecting: box), "\(holder)", String(reflecting: holder), dumped,
            "\([box])", "\(Optional(box) as Any)",
        ]
        for text in texts {
            #expect(!text.contains(Self.canary))
            #expect(!text.contains("26"), "not even the length")
        }
        #expect(Mirror(reflecting: box).children.isEmpty)
    }

    @Test("an initialiser that throws leaves nothing behind")
    func throwing() {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            _ = try Secret(count: 4) { (_) throws(Stop) in throw Stop() }.count
        }
    }

    @Test("Base 64 of secrets is what it is elsewhere", arguments: Array(0...67))
    func base64(count: Int) throws {
        let bytes = try Random.bytes(count)
        let standard = Secret(bytes).base64(.standard)
        let url = Secret(bytes).base64(.url)
        #expect(standard.revealedText() == Base64.encode(bytes))
        #expect(url.revealedText() == Base64.encodeURL(bytes))
        let back = try Secret(base64: standard, .standard, "it").revealedBytes()
        let backFromURL = try Secret(base64: url, .url, "it").revealedBytes()
        #expect(back == bytes)
        #expect(backFromURL == bytes)
    }

    @Test("every byte comes through both alphabets")
    func alphabets() throws {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Secret(bytes).base64(.standard).revealedText() == Base64.encode(bytes))
        #expect(Secret(bytes).base64(.url).revealedText() == Base64.encodeURL(bytes))
        for character in bytes {
            let text = [character, UInt8(ascii: "A")]
            let ours = try? Secret(base64: Secret(text), .standard, "it").revealedBytes()
            #expect(ours == Base64.decode(String(decoding: text, as: UTF8.self)), "\(character)")
            let ourURL = try? Secret(base64: Secret(text), .url, "it").revealedBytes()
            #expect(ourURL == Base64.decodeURL(String(decoding: text, as: UTF8.self)), "\(character)")
        }
    }

    @Test(
        "text that is not Base 64 is refused",
        arguments: [
            "A", "AAAAA", "AB", "AAB", "AA=", "A===", "=AAA", "A=AA", "AAAA====", "AA==AAAA", "AA A", "AA\n=", "AA-_",
            "é===",
        ])
    func notBase64(text: String) {
        #expect(throws: CryptographyError.malformed("it is not Base 64")) {
            _ = try Secret(base64: Secret(utf8: text), .standard, "it").count
        }
        #expect(Base64.decode(text) == nil, "the other reader agrees")
    }
}
