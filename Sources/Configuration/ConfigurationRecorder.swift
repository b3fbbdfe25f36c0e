internal import Synchronization

/// Notes what readers ask of a configuration while they decode it: the keys of its mappings, and what its values are taken for.
/// The JSON Schema of the configuration is made of that, so that it always says what the readers do.
public final class ConfigurationRecorder: Sendable {
    /// What a scalar was taken for.
    public enum Scalar: Sendable, Hashable {
        case text, boolean, number, duration
        case integer(ClosedRange<Int>)
        case choice([String])
    }

    /// What was asked of one value.
    public struct Note: Sendable {
        /// The keys that were asked for, in the order in which they first were.
        public fileprivate(set) var asked: [String] = []
        /// Those of them that must be there.
        public fileprivate(set) var required: Set<String> = []
        /// What it was taken for as a scalar.
        public fileprivate(set) var scalars: [Scalar] = []
    }

    private struct Place: Hashable {
        let location: ConfigurationLocation
        let kind: ConfigurationNode.Kind
    }

    private let notes = Mutex<[Place: Note]>([:])
    @TaskLocal private static var current: ConfigurationRecorder?

    public init() {}

    /// Runs a reader and notes what it asks.
    public func record(_ body: () throws -> Void) rethrows { try Self.$current.withValue(self, operation: body) }

    /// What was asked of a value.
    public func note(of node: ConfigurationNode) -> Note {
        notes.withLock { $0[Place(location: node.location, kind: node.kind)] } ?? Note()
    }

    static func asked(_ key: String, of node: ConfigurationNode, isRequired: Bool = false) {
        current?.change(node) { note in
            if !note.asked.contains(key) { note.asked.append(key) }
            if isRequired { note.required.insert(key) }
        }
    }

    static func took(_ node: ConfigurationNode, for scalar: Scalar) {
        current?.change(node) { note in
            // Who asks for one of some words asks for a text first.
            if case .choice = scalar { note.scalars.removeAll { $0 == .text } }
            if !note.scalars.contains(scalar) { note.scalars.append(scalar) }
        }
    }

    private func change(_ node: ConfigurationNode, _ change: (inout Note) -> Void) {
        notes.withLock { change(&$0[Place(location: node.location, kind: node.kind), default: Note()]) }
    }
}
