internal import Basics

// Text in a message may come from anywhere: a title that a person typed, a user's name, a server's words. Before it is
// cut to measure it is made fit to be seen.

extension String {
    /// In one line: line ends and tabs become spaces, other control characters are shown as `\u{…}`.
    var oneLine: String {
        flattened(keepingLineEnds: false).trimmingSpaces
    }

    /// With its lines; carriage returns before line ends go, tabs become spaces, other control characters are shown.
    var someLines: String {
        flattened(keepingLineEnds: true)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).printable }
            .joined(separator: "\n")
            .trimmingSpaces
    }

    private func flattened(keepingLineEnds: Bool) -> String {
        var text = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars {
            switch scalar {
            // CR LF has become a line end at its CR.
            case "\n" where previous == "\r": break
            case "\n", "\r": text.append(keepingLineEnds ? "\n" : " ")
            case "\t": text.append(" ")
            default: text.append(scalar)
            }
            previous = scalar
        }
        return keepingLineEnds ? String(text) : String(text).printable
    }

    private var trimmingSpaces: String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\n" }
        var rest = unicodeScalars[...]
        while let first = rest.first, isSpace(first) { rest.removeFirst() }
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(String.UnicodeScalarView(rest))
    }
}
