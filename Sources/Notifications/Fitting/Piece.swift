/// A piece of text on its way into a payload: how long it is, how long it may be, and what is left of it then.
struct Piece {
    /// What it is called where it is cut.
    let name: String
    /// What becomes of a character on its way into the payload: the limit counts the result.
    let escape: @Sendable (Character) -> String
    /// The shortest that it may be cut to.
    let floor: Int
    /// How long it may be now, in UTF-16 code units after escaping.
    private(set) var limit: Int
    private let text: String
    /// The text as it goes into the payload.
    private(set) var fitted = ""
    /// The length of `fitted` in UTF-16 code units.
    private(set) var used = 0
    private var kept = 0
    private var dropped = 0

    /// A piece that may be `limit` long, and is not cut below `floor` unless that is its limit.
    init(
        _ name: String, _ text: String, limit: Int, floor: Int,
        escape: @escaping @Sendable (Character) -> String = { String($0) }
    ) {
        self.name = name
        self.text = text
        self.limit = limit
        self.floor = min(floor, limit)
        self.escape = escape
        fit()
    }

    /// Whether it can be made shorter.
    var canShrink: Bool { used > floor }

    /// Makes it shorter by at least one code unit, but not shorter than its floor.
    mutating func shrink(by count: Int) {
        limit = max(floor, min(limit, used) - max(count, 1))
        fit()
    }

    /// What was left out, if anything.
    var cut: PayloadCut? {
        dropped == 0 ? nil : PayloadCut(part: name, unit: .characters, kept: kept, dropped: dropped)
    }

    /// Takes as many whole characters (grapheme clusters) as fit, and an ellipsis in place of the rest. Where not even
    /// the first fits — a letter can carry any number of marks — as many of its code points as fit.
    private mutating func fit() {
        let total = text.unicodeScalars.count
        var whole = ""
        var length = 0
        var iterator = text.makeIterator()
        while length <= limit, let character = iterator.next() {
            let escaped = escape(character)
            whole += escaped
            length += escaped.utf16.count
        }
        guard length > limit else {
            (fitted, used, kept, dropped) = (whole, length, total, 0)
            return
        }
        let room = limit - 1
        (fitted, used, kept) = ("", 0, 0)
        for character in text {
            let escaped = escape(character)
            guard used + escaped.utf16.count <= room else { break }
            append(escaped, scalars: character.unicodeScalars.count)
        }
        if kept == 0 {
            for scalar in text.unicodeScalars {
                let escaped = escape(Character(scalar))
                guard used + escaped.utf16.count <= room else { break }
                append(escaped, scalars: 1)
            }
        }
        dropped = total - kept
        if limit > 0 { append("…", scalars: 0) }
    }

    private mutating func append(_ escaped: String, scalars: Int) {
        fitted += escaped
        used += escaped.utf16.count
        kept += scalars
    }
}
