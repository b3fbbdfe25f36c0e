import Glibc
import Processes

/// A server in Python, with nothing but its standard library, that prints its port on its first line. It ends with this
/// object or with the test process.
public final class PythonServer: Sendable {
    /// The port on 127.0.0.1 that it listens on.
    public let port: Int
    private let server: ManagedServer

    /// Starts a program text with arguments.
    public init(_ program: String, _ arguments: [String] = []) throws {
        // A proxy in the environment is none of these tests' business.
        setenv("no_proxy", "127.0.0.0/8,localhost", 1)
        var template = Array("/tmp/firebreak-python-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("no temporary folder for a server in Python") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let log = directory + "/log"
        server = try ManagedServer(
            arguments: ["python3", "-I", "-S", "-u", "-c", program] + arguments, removing: directory, log: log)
        let deadline = ContinuousClock.now + .seconds(20)
        while true {
            let text = Self.text(log)
            if let line = text.split(separator: "\n").first, text.contains("\n"), let port = Int(line) {
                self.port = port
                return
            }
            guard ContinuousClock.now < deadline else {
                throw TestFailure("the server in Python does not start: \(text)")
            }
            usleep(5000)
        }
    }

    deinit { stop() }

    /// Ends it. May be called again.
    public func stop() { server.stop() }

    /// The address of a path.
    public func url(_ path: String = "") -> String { "http://127.0.0.1:\(port)\(path)" }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
