import Cryptography
import Testing

@Suite struct RandomTests {
    @Test("as many bytes as were asked for, and other ones each time", arguments: [0, 1, 12, 32, 4096])
    func lengths(count: Int) throws {
        #expect(try Random.bytes(count).count == count)
        let secret = try Random.secret(count)
        #expect(secret.count == count)
        guard count >= 12 else { return }
        #expect(try Random.bytes(count) != Random.bytes(count))
        let other = try Random.secret(count)
        let areEqual = secret.matches(other)
        #expect(!areEqual)
    }

    @Test(
        "every character of an alphabet comes about as often",
        arguments: [
            "01", "abc", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        ])
    func fairness(alphabet: String) throws {
        let length = 62_000
        let text = try #require(try Random.text(length: length, alphabet: alphabet).revealedText())
        #expect(text.utf8.count == length)
        var counts: [Character: Int] = [:]
        for character in text { counts[character, default: 0] += 1 }
        #expect(Set(counts.keys) == Set(alphabet))
        // Chi-squared, 6 standard deviations above what fair characters give: a bias by modulo (62 does not divide 256)
        // exceeds it a hundredfold.
        let expected = Double(length) / Double(alphabet.count)
        let statistic = counts.values.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        let freedom = Double(alphabet.count - 1)
        #expect(statistic < freedom + 6 * (2 * freedom).squareRoot() + 20)
    }

    @Test("an alphabet must be one", arguments: ["", "a", "aa", "abca", "äb"])
    func alphabets(alphabet: String) {
        #expect(throws: CryptographyError.self) { _ = try Random.text(length: 8, alphabet: alphabet).count }
    }

    @Test("identifiers are hexadecimal, and differ")
    func identifiers() {
        let all = (0..<100).map { _ in Random.identifier() }
        #expect(Set(all).count == 100)
        #expect(all.allSatisfy { $0.utf8.count == 16 && $0.allSatisfy(\.isHexDigit) })
    }
}
