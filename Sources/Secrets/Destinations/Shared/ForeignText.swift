internal import Basics
internal import Cryptography

/// What another program or service said of a failure, made fit to be shown: one line, printable, cut, and left out
/// where any piece of a value is in it.
enum ForeignText {
    private static let longest = 160
    /// A run of as many bytes of a value, in the clear or in Base 64, is a piece of it.
    private static let pieceLength = 8

    /// ` (it said: …)`, or nothing.
    static func remark(_ bytes: [UInt8], hiding secrets: [SecretBox]) -> String {
        guard let text = shown(bytes, hiding: secrets) else { return "" }
        return " (it said: \(text))"
    }

    /// The first line that says something; nil where there is none that may be shown.
    static func shown(_ bytes: [UInt8], hiding secrets: [SecretBox]) -> String? {
        let bytes = Array(bytes.prefix(1 << 16))
        let lines = bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
        guard let line = lines.first(where: { $0.contains { $0 > 0x20 } }), !reveals(bytes, secrets) else { return nil }
        let text = String(String(decoding: line, as: UTF8.self).printable.prefix(longest))
        return text.trimmingSpaces
    }

    private static func reveals(_ bytes: [UInt8], _ secrets: [SecretBox]) -> Bool {
        var pieces: Set<ArraySlice<UInt8>> = []
        for secret in secrets {
            let forms = secret.withSecret { [$0.revealedBytes(), $0.base64(.standard).revealedBytes()] }
            for form in forms + [PercentEncoding.encode(forms[0])] {
                let length = min(pieceLength, form.count)
                guard length > 0 else { continue }
                for start in 0...(form.count - length) { pieces.insert(form[start..<start + length]) }
            }
        }
        let lengths = Set(pieces.map(\.count))
        return lengths.contains { length in
            length <= bytes.count
                && (0...(bytes.count - length)).contains { pieces.contains(bytes[$0..<$0 + length]) }
        }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
