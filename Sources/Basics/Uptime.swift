internal import FoundationEssentials

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
        guard let boot, let text = read("/proc/uptime"),
            let seconds = text.split(separator: " ").first.flatMap({ Double($0) })
        else { return nil }
        return Uptime(boot: boot, microseconds: Int64((seconds * 1e6).rounded()))
    }

    private static let boot: String? = {
        let id = read("/proc/sys/kernel/random/boot_id").map { String($0.prefix { !$0.isWhitespace }) } ?? ""
        return id.isEmpty ? nil : id
    }()

    private static func read(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
