internal import Basics
internal import FoundationEssentials
internal import Glibc

/// The process that has a lease.
public struct LeaseHolder: Sendable, Hashable {
    /// The machine's name.
    public let host: String
    /// The process's number on it.
    public let process: Int64
    /// What tells it from others of that number: the start of the machine, the process's namespace (of a container, say),
    /// and when it began, each by a name of the kernel's.
    let birth: String

    /// A holder; in tests any, on a machine of any name.
    package init(host: String, process: Int64, birth: String) {
        self.host = host
        self.process = process
        self.birth = birth
    }

    /// This process.
    public static let current = LeaseHolder(
        host: ownHostName(), process: Int64(getpid()),
        birth: [Uptime.ofTheMachine?.boot, namespace(), start(of: Int64(getpid()))].map { $0 ?? "" }
            .joined(separator: " "))

    /// Whether it has certainly ended: it was a process of this machine, which another can see, and is no more. Of
    /// another machine's processes nothing is known.
    var isGone: Bool {
        let own = Self.current
        let (here, there) = (own.birth.split(separator: " "), birth.split(separator: " "))
        // Where the kernel does not tell one of the three, nobody can say.
        guard host == own.host, here.count == 3, there.count == 3, here[0] == there[0], here[1] == there[1] else {
            return false
        }
        guard process != own.process else { return birth != own.birth }
        if kill(pid_t(truncatingIfNeeded: process), 0) != 0, errno == ESRCH { return true }
        // Another process has got the number since; nil where it may not be looked at.
        guard let start = Self.start(of: process) else { return false }
        return start == Self.ended || start != String(there[2])
    }

    private static let ended = "ended"

    /// When a process began, in ticks since the start of the machine, the 22nd field of `/proc/PID/stat` (proc(5)).
    private static func start(of process: Int64) -> String? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            // The second field is a name in parentheses, which may hold anything.
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19 else { return nil }
        // Killed, and nobody has asked for its status yet.
        if fields[0] == "Z" || fields[0] == "X" { return ended }
        return String(fields[19])
    }

    /// The namespace in which this process has its number (pid_namespaces(7)), as `pid:[4026531836]`.
    private static func namespace() -> String? {
        var buffer = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/self/ns/pid", &buffer, buffer.count - 1)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func ownHostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return name.isEmpty ? "unknown" : name
    }
}

extension LeaseHolder: CustomStringConvertible {
    /// `web-1, process 4711`.
    public var description: String { "\(host.printable), process \(process)" }
}
