import Basics
import Cryptography
import Testing

@testable import Tokens

@Suite struct APIKeyTests {
    private static func inspect(_ text: String) -> InspectedAPIKey { APIKey.inspect(Secret(utf8: text)) }

    @Test(
        "published keys: GitHub's example and npm's",
        arguments: [
            ("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", "ghp_…Lq17", "GitHub"),
            ("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", "npm_…sakP", "npm"),
        ])
    func published(text: String, redacted: String, issuer: String) {
        let key = Self.inspect(text)
        #expect(key.checksum == .valid)
        #expect(key.redacted == redacted)
        #expect(key.issuer?.hasPrefix(issuer) == true)
    }

    @Test(
        "a new key has its prefix, 30 random characters and the right checksum", arguments: ["key", "acme_live", "A1"])
    func generated(prefix: String) throws {
        let made = try APIKey.generate(prefix: prefix).revealedText()
        let text = try #require(made)
        #expect(text.utf8.count == prefix.utf8.count + 1 + 36)
        #expect(Self.inspect(text).checksum == .valid)
        #expect(Self.inspect(text).prefix == prefix)
        let short = try APIKey.generate(prefix: prefix, hasChecksum: false).revealedText()
        let plain = try #require(short)
        #expect(plain.utf8.count == prefix.utf8.count + 1 + 30)
        #expect(Self.inspect(plain).checksum == .missing)
        let other = try APIKey.generate(prefix: prefix).revealedText()
        #expect(other != text)
    }

    @Test("one character that is another is found, wherever it stands")
    func changed() throws {
        let text = "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"
        for index in text.indices.dropFirst(4) {
            var edited = text
            edited.replaceSubrange(index...index, with: [text[index] == "a" ? "b" : "a"])
            #expect(Self.inspect(edited).checksum == .invalid)
        }
    }

    @Test(
        "what has not the form shows nothing of itself",
        arguments: [
            "", "_", "ghp_", "c4n4ry", "ghp_c4n4ry", "_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
            "1hp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17", "gh-p_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
            "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq1", "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7",
            "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq1é", "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq1\u{0}",
            String(repeating: "p", count: 33) + "_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
            String(repeating: "a_", count: 9000),
            "\u{1B}[2J_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
        ])
    func formless(text: String) {
        #expect(Self.inspect(text) == InspectedAPIKey())
        #expect(Self.inspect(text).redacted == "…")
    }

    @Test("prefixes", arguments: ["", "_a", "a_", "1a", "a-b", "é", String(repeating: "a", count: 33)])
    func badPrefixes(prefix: String) {
        #expect(throws: CryptographyError.self) { _ = try APIKey.generate(prefix: prefix).count }
    }
}
