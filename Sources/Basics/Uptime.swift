internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// How long the machine has been up, time asleep included (`/proc/uptime`, proc(5), to a hundredth of a second): a clock that nobody sets,
/// and that begins anew with each start.
public struct Uptime: Sendable, Codable, Hashable {
    /// Which start of the machine it counts from (`/proc/sys/kernel/random/boot_id`, random(4)).
    public let boot: String
    /// Microseconds since then.
    public let microseconds: Int64

    public init(boot: String, microseconds: Int64) {
        self.boot = boot
        self.microseconds = microseconds
    }

    /// The machine's; nil where it does not tell.
    public static var ofTheMachine: Uptime? {
        guard let boot, let seconds else { return nil }
        return Uptime(boot: boot, microseconds: Int64((seconds * 1e6).rounded()))
    }

    private static let boot: String? = {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        let id = text.map { String($0.prefix { !$0.isWhitespace }) } ?? ""
        return id.isEmpty ? nil : id
    }()

    /// Held open: it is read anew several times for each of thousands of secrets. Below zero where it is not there.
    private static let file = open("/proc/uptime", O_RDONLY | O_CLOEXEC)

    private static var seconds: Double? {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = pread(file, &bytes, bytes.count, 0)
        return Double(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self))
    }
}
