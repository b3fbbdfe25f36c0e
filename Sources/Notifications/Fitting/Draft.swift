/// A payload while it is being cut to measure: its texts, which can be shortened, and its parts, which can be left out.
protocol Draft {
    /// The texts that may be cut.
    var pieces: [Piece] { get set }
    /// Leaves out the part that is missed least, and notes that. False where nothing more can go.
    mutating func leaveOutLeast() -> Bool
    /// The payload as it stands.
    func encoded() -> [UInt8]
}

extension Draft {
    /// Makes the payload no larger than `limit` bytes. All texts get the same cap, the highest with which it fits, so
    /// that the longest lose most and short ones nothing; where it does not fit even with every text at its floor,
    /// parts are left out. What results depends on the draft alone.
    mutating func fit(intoBytes limit: Int) -> [UInt8] {
        while true {
            cap(at: .max)
            var body = encoded()
            if body.count <= limit { return body }
            var tooLong = pieces.reduce(0) { max($0, $1.used) }
            var fits = 0
            cap(at: fits)
            body = encoded()
            guard body.count <= limit else {
                if leaveOutLeast() { continue }
                return body
            }
            while tooLong - fits > 1 {
                let middle = (fits + tooLong) / 2
                cap(at: middle)
                if encoded().count <= limit { fits = middle } else { tooLong = middle }
            }
            cap(at: fits)
            return encoded()
        }
    }

    private mutating func cap(at length: Int) {
        for index in pieces.indices { pieces[index].cap(at: length) }
    }
}
