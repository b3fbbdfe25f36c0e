internal import Basics
internal import Configuration

/// When a secret rotates by itself, and beside which others it does not: `rotateEvery`, `jitter`, `pair`.
struct RotationSchedule: Sendable {
    /// How often; nil where only by hand.
    var every: Duration?
    /// Up to which part of that it may rotate earlier, from 0 to 0.5, so that what was made at the same time does not
    /// rotate at the same time.
    var jitter = 0.05
    /// Other secrets that the same consumers can do with instead.
    var pair: [String] = []

    init() {}

    init(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) {
        let node = mapping.optional("rotateEvery")
        every = try node?.duration()
        if let node, every == .zero { throw node.failure("'\(node.path)' should be longer than nothing") }
        if let node = mapping.optional("jitter") { jitter = try Self.part(node) }
        if let node = mapping.optional("pair") {
            if let name = try? node.string() {
                pair = [name]
            } else {
                for entry in try node.sequence() { pair.append(try entry.string()) }
            }
        }
    }

    /// How long after it became current a version is to be replaced: the same each time for the same version.
    func age(of name: String, _ version: Int) -> Duration? {
        every.map { every in
            every
                - .microseconds(
                    Int64(Double(every.inMicroseconds) * jitter * Jitter.share(of: "\(name) \(version)")))
        }
    }

    /// `5%`, or a plain 0.
    private static func part(_ node: ConfigurationNode) throws(ConfigurationError) -> Double {
        let text = try node.string()
        let digits = text.hasSuffix("%") ? String(text.dropLast()) : text == "0" ? text : ""
        guard let percent = Int(digits), (0...50).contains(percent) else {
            throw node.failure("'\(node.path)' should be from 0% to 50%", hint: "as jitter: 5%, or 0 for none")
        }
        return Double(percent) / 100
    }
}
