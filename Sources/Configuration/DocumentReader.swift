internal import Yams

/// Turns YAML into nodes of our own: places kept, merge keys applied, everything bounded.
struct DocumentReader {
    let file: String
    let directory: String

    /// More nodes than this, each use of an alias counted in full, and one for four bytes of the file are refused.
    static let maximumNodes = 100_000
    /// Deeper nesting than this is refused.
    static let maximumDepth = 64

    private struct Budget {
        let limit: Int
        var nodes = 0
    }

    func read(_ text: String) throws(ConfigurationError) -> ConfigurationNode {
        let body = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        if let place = ComplexKeyScan.find(in: body) {
            throw .invalid(
                location(place.line, place.column), "an alias (*name) cannot be used in a key",
                hint: "write the key itself")
        }
        let document: Yams.Node?
        do {
            // Without rules no scalar is interpreted: what a plain `yes` or `012` means is decided by its reader here.
            document = try Parser(yaml: body, resolver: .basic, encoding: .utf8).singleRoot()
        } catch {
            throw SyntaxFailure.translate(error, text: body, file: file)
        }
        var budget = Budget(limit: Self.maximumNodes + text.utf8.count / 4)
        guard let document else {
            return ConfigurationNode(
                path: "", location: location(1, 1), directory: directory, content: .scalar("", isPlain: true))
        }
        return try convert(document, path: "", depth: 0, budget: &budget)
    }

    private func location(_ line: Int, _ column: Int) -> ConfigurationLocation {
        ConfigurationLocation(file: file, line: line, column: column)
    }

    private func location(of node: Yams.Node) -> ConfigurationLocation {
        location(node.mark?.line ?? 0, node.mark?.column ?? 0)
    }

    private func convert(
        _ node: Yams.Node, path: String, depth: Int, budget: inout Budget
    ) throws(ConfigurationError) -> ConfigurationNode {
        let place = location(of: node)
        budget.nodes += 1
        guard budget.nodes <= budget.limit else {
            throw .invalid(
                place, "the document has more than \(budget.limit) values, aliases counted in full",
                hint: "use fewer aliases of large values")
        }
        guard depth <= Self.maximumDepth else {
            throw .invalid(place, "nested deeper than \(Self.maximumDepth) levels", hint: nil)
        }
        let content: ConfigurationNode.Content
        switch node {
        case .scalar(let scalar):
            try checkTag(scalar.tag, at: place)
            let isPlain = scalar.style == .plain && scalar.tag.description.isEmpty
            content = .scalar(scalar.string, isPlain: isPlain)
        case .sequence(let sequence):
            try checkTag(sequence.tag, at: place)
            var nodes: [ConfigurationNode] = []
            for (index, item) in sequence.enumerated() {
                nodes.append(try convert(item, path: "\(path)[\(index)]", depth: depth + 1, budget: &budget))
            }
            content = .sequence(nodes)
        case .mapping(let mapping):
            try checkTag(mapping.tag, at: place)
            content = .mapping(try entries(of: mapping, path: path, depth: depth, budget: &budget))
        case .alias:
            throw .invalid(place, "an alias that was not resolved", hint: nil)
        }
        return ConfigurationNode(path: path, location: place, directory: directory, content: content)
    }

    /// Only the tags of text, lists and mappings, and none, are understood.
    private func checkTag(_ tag: Tag, at place: ConfigurationLocation) throws(ConfigurationError) {
        let known = ["", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"]
        guard known.contains(tag.description) else {
            throw .invalid(place, "YAML tags are not understood", hint: "remove what begins with '!'")
        }
    }

    private func entries(
        of mapping: Yams.Node.Mapping, path: String, depth: Int, budget: inout Budget
    ) throws(ConfigurationError) -> [ConfigurationEntry] {
        var own: [ConfigurationEntry] = []
        var seen: Set<String> = []
        var merged: [ConfigurationEntry] = []
        for (keyNode, valueNode) in mapping {
            let place = location(of: keyNode)
            guard case .scalar(let key) = keyNode else {
                throw .invalid(place, "a key should be a single word or text", hint: nil)
            }
            try checkTag(key.tag, at: place)
            guard seen.insert(key.string).inserted else { throw SyntaxFailure.duplicate(key.string, at: place) }
            if key.string == "<<", key.style == .plain {
                merged += try mergeEntries(from: valueNode, path: path, depth: depth, budget: &budget)
            } else {
                let inner = path.isEmpty ? key.string : "\(path).\(key.string)"
                let value = try convert(valueNode, path: inner, depth: depth + 1, budget: &budget)
                own.append(ConfigurationEntry(key: key.string, keyLocation: place, value: value))
            }
        }
        // What stands in the mapping itself wins, then what was merged first (YAML merge key, yaml.org/type/merge).
        for entry in merged where seen.insert(entry.key).inserted { own.append(entry) }
        return own
    }

    private func mergeEntries(
        from node: Yams.Node, path: String, depth: Int, budget: inout Budget
    ) throws(ConfigurationError) -> [ConfigurationEntry] {
        switch node {
        case .mapping(let mapping):
            return try entries(of: mapping, path: path, depth: depth + 1, budget: &budget)
        case .sequence(let sequence):
            var all: [ConfigurationEntry] = []
            for item in sequence {
                guard case .mapping = item else { break }
                all += try mergeEntries(from: item, path: path, depth: depth + 1, budget: &budget)
            }
            if sequence.allSatisfy({ if case .mapping = $0 { true } else { false } }) { return all }
            fallthrough
        default:
            throw .invalid(location(of: node), "'<<' takes a mapping or a list of mappings", hint: nil)
        }
    }
}
