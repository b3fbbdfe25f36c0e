/// A piece of text on its way into a payload: how long it is, how long it may be, and what is left of it then.
struct Piece {
    /// What it is called where it is cut.
    let name: String
    /// The shortest that it may be cut to.
    private let floor: Int
    /// How long it may be, in UTF-16 code units after escaping.
    private let limit: Int
    /// The code points of the text before escaping.
    private let total: Int
    /// The escaped text in UTF-8, as far as the limit may need it.
    private let escaped: [UInt8]
    /// Where `escaped` may be cut, in order.
    private let ends: [End]
    /// The text as it goes into the payload.
    private(set) var fitted = ""
    /// The length of `fitted` in UTF-16 code units.
    private(set) var used = 0
    private var kept = 0

    /// The end of a character: bytes of UTF-8 and UTF-16 code units after escaping, code points before.
    private struct End {
        var bytes = 0
        var units = 0
        var scalars = 0
    }

    /// A piece that may be `limit` long, and is not cut below `floor` unless that is its limit. `escape` says what
    /// becomes of a code point on its way into the payload: the limit counts the result.
    init(
        _ name: String, _ text: String, limit: Int, floor: Int,
        escape: (Unicode.Scalar) -> String = { String($0) }
    ) {
        self.name = name
        self.limit = limit
        self.floor = min(floor, limit)
        total = text.unicodeScalars.count
        var escaped: [UInt8] = []
        var ends: [End] = []
        var end = End()
        for character in text {
            if end.units > limit { break }
            for (number, scalar) in character.unicodeScalars.enumerated() {
                // A letter can carry any number of marks. After thirty it is no letter of any language (UAX #15,
                // Stream-Safe Text Format), and may be cut between them.
                if number > 30 { ends.append(end) }
                let replacement = escape(scalar)
                escaped += replacement.utf8
                end.bytes = escaped.count
                end.units += replacement.utf16.count
                end.scalars += 1
                if end.units > limit { break }
            }
            ends.append(end)
        }
        self.escaped = escaped
        self.ends = ends
        cap(at: limit)
    }

    /// Makes it no longer than `length`, its floor and its limit permitting: as many whole characters (grapheme
    /// clusters) as fit, and an ellipsis in place of the rest.
    mutating func cap(at length: Int) {
        let allowed = min(limit, max(floor, length))
        guard let last = ends.last, last.units > allowed || last.scalars < total else {
            (fitted, used, kept) = (String(decoding: escaped, as: UTF8.self), ends.last?.units ?? 0, total)
            return
        }
        let end = lastEnd(within: allowed - 1)
        fitted = String(decoding: escaped[..<end.bytes], as: UTF8.self) + (allowed > 0 ? "…" : "")
        used = end.units + min(allowed, 1)
        kept = end.scalars
    }

    /// What was left out, if anything.
    var cut: PayloadCut? {
        kept == total ? nil : PayloadCut(part: name, unit: .characters, kept: kept, dropped: total - kept)
    }

    private func lastEnd(within units: Int) -> End {
        var (low, high) = (0, ends.count)
        while low < high {
            let middle = (low + high) / 2
            if ends[middle].units <= units { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? End() : ends[low - 1]
    }
}
