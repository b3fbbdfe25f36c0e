internal import Basics

/// A reference that stands in a document and is neither `${env:NAME}` nor `${file:PATH}`, as `${inputs.users}`.
public struct ForeignReference: Sendable {
    /// What stands between the braces.
    public let name: String
    /// The value that it stands in.
    public let node: ConfigurationNode
}

extension ConfigurationNode {
    /// What takes the place of a reference.
    public enum Replacement: Sendable {
        /// A value, in which no reference is one.
        case value(ConfigurationValue)
        /// A part of another document, with its own references.
        case node(ConfigurationNode)
        /// An environment variable, looked up at use: where references are not allowed, this is not either.
        case environment(String)
    }

    /// Every foreign reference in this value and those below it, in the order of the document.
    public func foreignReferences() throws(ConfigurationError) -> [ForeignReference] {
        switch content {
        case .scalar(let text, _):
            return try ReferenceParser.split(text, at: self).compactMap { part in
                if case .foreign(let name) = part { ForeignReference(name: name, node: self) } else { nil }
            }
        case .sequence(let nodes):
            var all: [ForeignReference] = []
            for node in nodes { all += try node.foreignReferences() }
            return all
        case .mapping(let entries):
            var all: [ForeignReference] = []
            for entry in entries { all += try entry.value.foreignReferences() }
            return all
        }
    }

    /// The same with every foreign reference replaced. A value that is nothing but a reference becomes what replaces it, be
    /// that a list or a mapping; a list in a list becomes part of it. Keys are taken as they are.
    public func replacingReferences(
        _ lookup: (ForeignReference) throws(ConfigurationError) -> Replacement
    ) throws(ConfigurationError) -> ConfigurationNode {
        switch content {
        case .scalar(let text, let isPlain):
            let parts = try ReferenceParser.split(text, at: self)
            if parts.count == 1, case .foreign(let name) = parts[0] {
                return node(for: try lookup(ForeignReference(name: name, node: self)))
            }
            guard parts.contains(where: { if case .foreign = $0 { true } else { false } }) else { return self }
            var whole = ""
            for part in parts {
                switch part {
                case .own(let text): whole += text
                case .foreign(let name):
                    whole += try self.text(for: lookup(ForeignReference(name: name, node: self)), name)
                }
            }
            return with(.scalar(whole, isPlain: isPlain))
        case .sequence(let nodes):
            var all: [ConfigurationNode] = []
            for node in nodes {
                let replaced = try node.replacingReferences(lookup)
                if node.kind == .scalar, case .sequence(let items) = replaced.content {
                    all += items
                } else {
                    all.append(replaced)
                }
            }
            return with(.sequence(all))
        case .mapping(let entries):
            var all: [ConfigurationEntry] = []
            for entry in entries {
                all.append(
                    ConfigurationEntry(
                        key: entry.key, keyLocation: entry.keyLocation, value: try entry.value.replacingReferences(lookup)))
            }
            return with(.mapping(all))
        }
    }

    private func node(for replacement: Replacement) -> ConfigurationNode {
        switch replacement {
        case .value(let value): ConfigurationNode(value, at: self)
        case .environment(let name): with(.scalar("${env:\(name)}", isPlain: false))
        case .node(let other): ConfigurationNode(path: path, location: location, directory: other.directory, content: other.content)
        }
    }

    private func text(for replacement: Replacement, _ name: String) throws(ConfigurationError) -> String {
        switch replacement {
        case .environment(let name): return "${env:\(name)}"
        case .value(let value):
            guard let text = value.inText else {
                throw failure("'\(name.printable)' has no value that can stand in a text", hint: "give it one, or let it stand alone")
            }
            return ReferenceParser.escape(text)
        case .node(let node):
            guard let text = node.value.inText else {
                throw failure("'\(name.printable)' has no value that can stand in a text", hint: "give it one, or let it stand alone")
            }
            return text
        }
    }

    private func with(_ content: Content) -> ConfigurationNode {
        ConfigurationNode(path: path, location: location, directory: directory, content: content)
    }

    /// The value at a path of keys and positions, as `services.api.url`; nil where there is none.
    public func value(at path: [Substring]) -> ConfigurationNode? {
        guard let first = path.first else { return self }
        switch content {
        case .scalar: return nil
        case .sequence(let nodes):
            guard let index = Int(first), nodes.indices.contains(index) else { return nil }
            return nodes[index].value(at: Array(path.dropFirst()))
        case .mapping(let entries):
            return entries.first { $0.key == first }?.value.value(at: Array(path.dropFirst()))
        }
    }

    /// This document with another laid over it: mappings are joined key by key, anything else is taken from the other.
    public func overlaid(with other: ConfigurationNode) -> ConfigurationNode {
        guard case .mapping(let own) = content, case .mapping(let others) = other.content else { return other }
        var all = own.map { entry in
            guard let over = others.first(where: { $0.key == entry.key }) else { return entry }
            return ConfigurationEntry(key: entry.key, keyLocation: over.keyLocation, value: entry.value.overlaid(with: over.value))
        }
        all += others.filter { entry in !own.contains { $0.key == entry.key } }
        return with(.mapping(all))
    }

    /// This mapping with one of its values replaced.
    public func overlaid(key: String, with value: ConfigurationNode) -> ConfigurationNode {
        guard case .mapping(let entries) = content else { return self }
        return with(
            .mapping(entries.map { $0.key == key ? ConfigurationEntry(key: key, keyLocation: $0.keyLocation, value: value) : $0 }))
    }
}
