internal import Basics
internal import Configuration
internal import Probes

/// What may stand in a field of a playbook. The same description decodes and makes the JSON Schema for editors.
public indirect enum FieldType: Sendable {
    /// Text; `${env:NAME}` and `${file:PATH}` are not allowed in it.
    case text
    /// Text that may refer to the environment and to files, looked up at use: where secrets go.
    case reference
    /// `true` or `false`.
    case boolean
    /// A whole number within a range.
    case integer(ClosedRange<Int>)
    /// `90s`, `15m`, `24h`.
    case duration
    /// One of some words.
    case choice([String])
    /// A text, a number or a boolean.
    case scalar
    /// Anything.
    case any
    /// `"< 0.05"`.
    case comparison
    /// A list.
    case list(FieldType)
    /// One, or a list of them.
    case oneOrMore(FieldType)
    /// A mapping whose keys are names that the user chose.
    case map(FieldType)
    /// A mapping with these fields.
    case object([Field])
    /// The first that fits the kind of value (mapping, list or scalar) that stands there.
    case either(FieldType, FieldType)
    /// Steps.
    case steps
    /// A condition, as `when` has it.
    case condition

    /// Throws where a value is not so. Steps and conditions are looked at by those who decode them.
    func check(_ node: ConfigurationNode) throws(ConfigurationError) {
        switch self {
        case .text: _ = try node.string()
        case .reference: _ = try node.text()
        case .boolean: _ = try node.bool()
        case .integer(let range): _ = try node.integer(in: range)
        case .duration: _ = try node.duration()
        case .comparison: _ = try Comparison(node: node)
        case .scalar:
            guard node.kind == .scalar else { _ = try node.string(); return }
        case .choice(let words):
            let word = try node.string()
            guard words.contains(word) else { throw node.unknownChoice(word, among: words) }
        case .any, .steps, .condition: break
        case .list(let item):
            for node in try node.sequence() { try item.check(node) }
        case .oneOrMore(let item):
            for node in node.kind == .sequence ? try node.sequence() : [node] { try item.check(node) }
        case .map(let item):
            for (_, node) in try node.mapping().entries { try item.check(node) }
        case .object(let fields): _ = try FieldReader(node, fields)
        case .either(let first, let second):
            try (first.kinds.contains(node.kind) ? first : second).check(node)
        }
    }

    /// The kinds of node that it can be.
    private var kinds: [ConfigurationNode.Kind] {
        switch self {
        case .text, .reference, .boolean, .integer, .duration, .choice, .scalar, .comparison: [.scalar]
        case .list, .steps: [.sequence]
        case .map, .object, .condition: [.mapping]
        case .oneOrMore(let item): [.sequence] + item.kinds
        case .any: [.mapping, .sequence, .scalar]
        case .either(let first, let second): first.kinds + second.kinds
        }
    }
}
