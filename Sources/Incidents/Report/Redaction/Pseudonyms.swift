import Basics

/// Names that stand for others, the same one for the same wherever it is met: `u17` is `user 3` all through a report.
struct Pseudonyms {
    private var names: [String: String] = [:]
    private var counts: [String: Int] = [:]
    private let removed: [String]

    /// - Parameter removed: words that are to disappear without a name in their stead.
    init(removed: [String]) {
        self.removed = removed.filter { !$0.isEmpty }
    }

    /// The name that stands for a name of a sort, as `user 3`.
    mutating func name(_ original: String, as sort: String) -> String {
        if let known = names[original] { return known }
        counts[sort, default: 0] += 1
        let name = "\(sort) \(counts[sort, default: 1])"
        names[original] = name
        return name
    }

    /// Lets another name be replaced by one that `name(_:as:)` gave.
    mutating func alias(_ original: String, for name: String) {
        if names[original] == nil { names[original] = name }
    }

    /// Whether a name can be told from the words and figures around it: `u7` can, `a` and `12` cannot.
    private static func isTelling(_ name: String) -> Bool {
        if name.allSatisfy(\.isNumber) { return name.count >= 4 }
        return name.count >= (name.contains(where: \.isNumber) ? 2 : 3)
    }

    /// A text without the names that are known so far, the words to be removed and whatever has the shape of an
    /// address. Names are looked for whole: `web` does not stand in `webhook`.
    func text(_ original: String) -> String {
        var text = original
        for word in removed { text = text.replacingWords(word, with: "[removed]", isCaseSensitive: false) }
        // The longest first, so that a name within another does not spoil it.
        let telling = names.filter { Self.isTelling($0.key) }
        for (name, other) in telling.sorted(by: { ($1.key.count, $0.key) < ($0.key.count, $1.key) }) {
            text = text.replacingWords(name, with: other, isCaseSensitive: true)
        }
        return ForeignPatterns.replaced(in: text)
    }
}

extension String {
    fileprivate func replacingWords(_ word: String, with other: String, isCaseSensitive: Bool) -> String {
        let (text, sought) = isCaseSensitive ? (self, word) : (lowercased(), word.lowercased())
        // Some letters change their length when their case does: positions would not fit.
        guard text.unicodeScalars.count == unicodeScalars.count else {
            return replacingWords(word, with: other, isCaseSensitive: true)
        }
        let scalars = Array(unicodeScalars), compared = Array(text.unicodeScalars), key = Array(sought.unicodeScalars)
        guard !key.isEmpty, compared.count >= key.count else { return self }
        var result = String.UnicodeScalarView()
        var position = 0
        while position < scalars.count {
            let end = position + key.count
            if end <= compared.count, compared[position..<end].elementsEqual(key),
                position == 0 || !scalars[position - 1].joinsWords || !key[0].joinsWords,
                end == scalars.count || !scalars[end].joinsWords || !key[key.count - 1].joinsWords
            {
                result.append(contentsOf: other.unicodeScalars)
                position = end
            } else {
                result.append(scalars[position])
                position += 1
            }
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    /// Whether a name goes on with it.
    fileprivate var joinsWords: Bool { properties.isAlphabetic || properties.numericType != nil || self == "_" }
}
