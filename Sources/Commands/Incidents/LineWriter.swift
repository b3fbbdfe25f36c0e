import Basics
import Files
import Logs

/// Writes lines by the megabyte, to standard output or to a file that appears whole or not at all.
final class LineWriter {
    private static let batch = 1 << 20
    private let console: Console
    private var file: StreamedFile?
    private var waiting = ByteBuffer(capacity: 2 << 20)

    /// - Parameter path: the file; nil for standard output.
    init(_ path: String?, _ console: Console) throws {
        self.console = console
        if let path { file = try StreamedFile(replacing: path) }
    }

    func write(_ bytes: Bytes) throws {
        waiting.append(bytes)
        if waiting.count >= Self.batch { try flush() }
    }

    /// Puts the file in its place.
    func finish() throws {
        try flush()
        if let written = file.take() { try written.finish() }
    }

    private func flush() throws {
        if file != nil {
            try file?.write(waiting.bytes)
        } else {
            try console.printBytes(waiting.bytes)
        }
        waiting.clear()
    }
}
