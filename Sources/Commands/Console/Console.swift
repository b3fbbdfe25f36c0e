import Basics

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Where a command writes: results on standard output, everything else on standard error.
struct Console: Sendable {
    /// One JSON document on standard output instead of text for people.
    var isJSON = false
    /// No remarks and no progress; errors and results only.
    var isQuiet = false
    /// More remarks.
    var isVerbose = false

    /// Whether standard output is a terminal.
    let outputIsTerminal = isatty(STDOUT_FILENO) == 1
    /// Whether standard error is a terminal: only then is progress drawn.
    let errorIsTerminal = isatty(STDERR_FILENO) == 1
    /// Whether somebody can be asked.
    let inputIsTerminal = isatty(STDIN_FILENO) == 1

    /// Colour on standard output: on a terminal, unless NO_COLOR says no (https://no-color.org) or it is dumb.
    var style: Style { Style(isOn: outputIsTerminal && colourIsWelcome) }
    /// Colour on standard error.
    var errorStyle: Style { Style(isOn: errorIsTerminal && colourIsWelcome) }

    private var colourIsWelcome: Bool {
        let variables = processEnvironment()
        return (variables["NO_COLOR"] ?? "").isEmpty && variables["TERM"] != "dumb"
    }

    /// More columns than any line has.
    private static let noLimit = 1 << 20

    /// The width of the terminal in columns; where there is none, and no COLUMNS says one, nothing is cut.
    var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return processEnvironment()["COLUMNS"].flatMap { Int($0) } ?? Self.noLimit
        }
        return Int(size.ws_col)
    }

    /// Writes a result, with a line end.
    func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    /// Writes a part of a long result; throws where nobody takes it any more.
    func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try printBytes(UnsafeRawBufferPointer($0)) }
    }

    /// Writes bytes as they are to standard output.
    func printBytes(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Writes bytes as they are to standard output; throws where nobody takes them any more, or the disk is full.
    func printBytes(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw CommandFailure(.inputOutput, "standard output takes no more")
            }
        }
    }

    /// A remark on standard error.
    func remark(_ text: String) {
        if !isQuiet { write(text + "\n", to: STDERR_FILENO) }
    }

    /// A remark for those who asked for more.
    func detail(_ text: String) {
        if isVerbose { remark(text) }
    }

    /// A warning on standard error, quiet or not.
    func warn(_ text: String) { write("\(errorStyle.yellow("warning:")) \(text.printable)\n", to: STDERR_FILENO) }

    /// Standard error as it is, for progress.
    func writeError(_ text: String) { write(text, to: STDERR_FILENO) }

    private func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

    private func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }
}

/// The variables of this process.
func processEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
        let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
        entry += 1
    }
    return variables
}
