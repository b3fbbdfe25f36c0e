import Basics
import Synchronization

/// One line on a terminal that is drawn again and again; nothing where standard error is no terminal.
final class ProgressLine: Sendable {
    private let console: Console
    private let isShown: Bool
    private let lastDrawn = Mutex(Timestamp(microseconds: 0))

    init(_ console: Console) {
        self.console = console
        isShown = console.errorIsTerminal && !console.isQuiet && !console.isJSON
    }

    /// Draws the line, at most ten times a second.
    func show(_ text: @autoclosure () -> String) {
        guard isShown else { return }
        let now = TimeSource.system.now
        let isDue = lastDrawn.withLock { last in
            guard now - last >= .milliseconds(100) else { return false }
            last = now
            return true
        }
        if isDue { console.writeError("\r\u{1B}[2K" + cut(text().printable, to: console.width - 1)) }
    }

    /// Runs work that draws the line, and takes it away at its end.
    func during<Value>(_ work: () throws -> Value) rethrows -> Value {
        defer { clear() }
        return try work()
    }

    /// Takes the line away.
    func clear() {
        if isShown { console.writeError("\r\u{1B}[2K") }
    }
}
