extension String {
    /// Whether this key comes before another by UTF-16 code units, the order of RFC 8785 §3.2.3.
    ///
    /// UTF-8 has the same order but for one thing: characters beyond the Basic Multilingual Plane are surrogates in
    /// UTF-16, and those come before U+E000 to U+FFFF.
    func comesBeforeInUTF16(_ other: String) -> Bool {
        var left = utf8.makeIterator()
        var right = other.utf8.makeIterator()
        while true {
            switch (left.next(), right.next()) {
            case (nil, let byte): return byte != nil
            case (_, nil): return false
            case (let first?, let second?):
                if first == second { continue }
                // A byte from 0xEE on that differs is the first of its character.
                let isSurrogate = (first >= 0xF0, second >= 0xF0)
                if first >= 0xEE, second >= 0xEE, isSurrogate.0 != isSurrogate.1 { return isSurrogate.0 }
                return first < second
            }
        }
    }
}

extension JSONObject {
    /// Whether the members stand in the order of RFC 8785 already, as those of values that it was read from do.
    var hasCanonicalOrder: Bool {
        var last: String?
        for (key, _) in self {
            if let last, !last.comesBeforeInUTF16(key) { return false }
            last = key
        }
        return true
    }
}
