internal import Basics

/// A mapping being read: keys are asked for by name, and `finish` refuses those that nobody asked for.
public struct ConfigurationMapping: Sendable {
    private let node: ConfigurationNode
    private let all: [ConfigurationEntry]
    private var asked: [String] = []

    init(node: ConfigurationNode, all: [ConfigurationEntry]) {
        self.node = node
        self.all = all
    }

    /// The value of a key; nil where the key is missing or its value empty.
    public mutating func optional(_ key: String) -> ConfigurationNode? {
        asked.append(key)
        ConfigurationRecorder.asked(key, of: node)
        guard let value = all.first(where: { $0.key == key })?.value, !value.isNull else { return nil }
        return value
    }

    /// The value of a key that must be there.
    public mutating func required(_ key: String) throws(ConfigurationError) -> ConfigurationNode {
        ConfigurationRecorder.asked(key, of: node, isRequired: true)
        if let value = optional(key) { return value }
        try refuseMisspelling(of: key)
        let place = node.path.isEmpty ? "the configuration" : "'\(node.path)'"
        throw node.failure("\(place) needs the key '\(key)'", hint: nil)
    }

    /// Every key with its value in the file's order: for maps whose keys are names that the user chose.
    public var entries: [(key: String, node: ConfigurationNode)] { all.map { ($0.key, $0.value) } }

    /// The keys in the file's order.
    public var keys: [String] { all.map(\.key) }

    /// Refuses what nobody asked for, with the nearest name that would have been understood.
    public func finish() throws(ConfigurationError) {
        guard let stray = all.first(where: { !asked.contains($0.key) }) else { return }
        let known = asked.filter { name in !all.contains { $0.key == name } }
        let place = node.path.isEmpty ? "at the top level" : "in \(node.path)"
        let nearest = Spelling.nearest(to: stray.key, among: known).map { "did you mean '\($0)'?" }
        throw .invalid(
            stray.keyLocation, "unknown key '\(stray.key.printable)' \(place)",
            hint: nearest ?? "known keys: \(asked.sorted().joined(separator: ", "))")
    }

    /// Where a required key is missing and one that looks like it is there, that one is what is wrong.
    private func refuseMisspelling(of key: String) throws(ConfigurationError) {
        let strays = all.filter { !asked.contains($0.key) }
        guard let nearest = Spelling.nearest(to: key, among: strays.map(\.key)),
            let stray = strays.first(where: { $0.key == nearest })
        else { return }
        let place = node.path.isEmpty ? "at the top level" : "in \(node.path)"
        throw .invalid(
            stray.keyLocation, "unknown key '\(stray.key.printable)' \(place)", hint: "did you mean '\(key)'?")
    }
}
