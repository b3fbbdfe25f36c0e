/// A payload while it is being cut to measure: its texts, which can be shortened, and its parts, which can be left out.
protocol Draft {
    /// The texts that may be cut. Their order decides where several are of the same length: the later is cut first.
    var pieces: [Piece] { get set }
    /// Leaves out the part that is missed least, and notes that. False where nothing more can go.
    mutating func leaveOutLeast() -> Bool
    /// The payload as it stands.
    func encoded() -> [UInt8]
}

extension Draft {
    /// Shortens the longest text again and again until the payload is no larger than `limit` bytes; where every text
    /// is at its floor, leaves parts out. What results depends on the draft alone.
    mutating func fit(intoBytes limit: Int) -> [UInt8] {
        while true {
            let body = encoded()
            guard body.count > limit else { return body }
            let longest = pieces.indices.filter { pieces[$0].canShrink }.max { pieces[$0].used < pieces[$1].used }
            if let longest {
                let piece = pieces[longest]
                // So many code units as the excess is bytes, where each of them takes several.
                let bytes = max(piece.fitted.utf8.count, 1)
                let excess = body.count - limit
                pieces[longest].shrink(by: max(1, min(excess, excess * piece.used / bytes)))
            } else if !leaveOutLeast() {
                return body
            }
        }
    }
}
