/// The forms of keys without what may be an id: keys are split at separators, and a part is shown only where many keys
/// share it and it looks like a word; the rest is `*`.
struct KeyShapes {
    private static let separators = Array(":./|#-_{}".utf8)
    /// Levels that are told apart.
    private static let depth = 3
    /// More different parts than this on one level are ids.
    private static let fanOut = 12

    private final class Node {
        var keys = 0
        var children: [[UInt8]: Node] = [:]
    }

    private let root = Node()
    /// How many keys were taken in.
    var count: Int { root.keys }

    /// Takes a key in. Its last part is never kept.
    func add(_ key: UnsafeRawBufferPointer) {
        var node = root
        node.keys += 1
        var start = key.startIndex
        for _ in 0..<Self.depth {
            guard let end = key[start...].firstIndex(where: Self.separators.contains), Self.isWord(key[start..<end])
            else { return }
            let part = Array(key[start...end])
            if node.children.count > Self.fanOut && node !== root { return }
            if node.children.count > 1000 && node.children[part] == nil { return }
            let child = node.children[part] ?? Node()
            node.children[part] = child
            child.keys += 1
            node = child
            start = end + 1
        }
    }

    /// The most frequent forms, at most so many.
    func groups(limit: Int) -> [NearMisses.Group] {
        var groups: [NearMisses.Group] = []
        Self.collect(root, [], into: &groups)
        groups.sort { $0.keys != $1.keys ? $0.keys > $1.keys : $0.pattern < $1.pattern }
        return Array(groups.prefix(limit))
    }

    private static func collect(_ node: Node, _ prefix: [UInt8], into groups: inout [NearMisses.Group]) {
        var rest = node.keys
        // A part that few keys share may itself be an id, or a user's name.
        let shared = node.children.filter { $0.value.keys * fanOut >= node.keys && $0.value.keys > 1 }
        if node.children.count <= fanOut || prefix.isEmpty {
            for (part, child) in shared {
                collect(child, prefix + part, into: &groups)
                rest -= child.keys
            }
        }
        guard rest > 0 else { return }
        groups.append(NearMisses.Group(pattern: String(decoding: prefix, as: UTF8.self) + "*", keys: rest))
    }

    /// Short, letters only but for a digit at its end: no id looks so, `sess`, `v2` and `user` do.
    private static func isWord(_ part: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard part.count <= 24 else { return false }
        let letters = part.last.map { (0x30...0x39).contains($0) } == true ? part.dropLast() : part
        return letters.allSatisfy { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
    }
}
