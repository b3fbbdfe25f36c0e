/// How a format measures the parts of a message, and in which order it gives them up when they do not fit. Lengths are
/// UTF-16 code units after escaping, which are never fewer than code points.
struct Measure: Sendable {
    /// How long a text may be, and how short it may be cut.
    struct Length: Sendable {
        let limit: Int
        let floor: Int

        /// At most `limit`; never cut below `floor`, which is the limit itself where nothing is said.
        init(_ limit: Int, floor: Int? = nil) {
            self.limit = limit
            self.floor = floor ?? limit
        }
    }

    /// A part that can be left out as a whole.
    enum Sacrifice: Sendable {
        /// Facts from the last, until so many are left.
        case facts(keeping: Int)
        case checkpoint
        /// Links from the last.
        case links
    }

    /// The headline, under each name by which a payload carries it.
    var headlines: [(name: String, limit: Int)]
    var summary: Length
    var factName = Length(80, floor: 40)
    var factValue: Length
    /// How many facts are shown.
    var facts: Int
    /// How many links are shown.
    var links: Int
    /// The longest URL that is shown; it cannot be cut.
    var linkURL = 2048
    var linkText = 200
    /// How long the checkpoint may be as it is written; it is whole or not there.
    var checkpoint = 3000
    /// What is given up, first things first, where even the shortest texts do not fit.
    var givingUp: [Sacrifice] = [.checkpoint, .facts(keeping: 0), .links]
    /// How long a link is as it is written, where all links share room.
    var linkRoom: (limit: Int, length: @Sendable (_ url: String, _ title: Piece) -> Int)?
    /// What becomes of a code point on its way into the payload.
    var escape: @Sendable (Unicode.Scalar) -> String = { String($0) }
    /// One line of foreign text, harmless in this format.
    var line: @Sendable (String) -> String = { $0.oneLine }
    /// Foreign text with its lines, harmless in this format.
    var lines: @Sendable (String) -> String = { $0.someLines }
}
