internal import Basics
internal import Configuration

/// What every destination may have besides its own keys: `format`, `template` and `encode`.
struct DestinationOptions: Sendable {
    /// How values stand there.
    let format: ValueFormat
    private let template: TemplateDefinition?

    /// Whether values stand in a template there.
    var hasTemplate: Bool { template != nil }

    /// Reads `format`, `template` and `encode` out of a destination's mapping.
    init(_ mapping: inout ConfigurationMapping, _ kind: any SecretKind) throws(ConfigurationError) {
        let formatNode = mapping.optional("format")
        format = try formatNode?.oneOf(ValueFormat.self) ?? kind.formats.first ?? .text
        if let formatNode, !kind.formats.contains(format) {
            throw formatNode.unknownChoice(format.rawValue, among: kind.formats.map(\.rawValue))
        }
        let template = mapping.optional("template")
        let encode = mapping.optional("encode")
        if let template {
            self.template = try TemplateDefinition(template, encode: encode)
        } else if let encode {
            throw encode.failure("'\(encode.path)' says how a value is put into a template, and there is none")
        } else {
            self.template = nil
        }
    }

    /// Opens a destination, behind its template where it has one.
    func open(
        _ context: DestinationContext, _ make: (DestinationContext) throws -> any Destination
    ) throws -> any Destination {
        guard let template = try template?.resolve(context.environment) else { return try make(context) }
        var inner = context
        inner.known = context.known.mapping { template.filled(with: $0) }
        return TemplatedDestination(base: try make(inner), template: template)
    }
}

extension ConfigurationNode {
    /// What may be shown of a value that names a place: as it was written, references unresolved, without the login and
    /// the query of a URL.
    var shownPlace: String {
        let text = scalarText ?? ""
        guard let scheme = text.firstRange(of: "://") else { return text.printable }
        var rest = text[scheme.upperBound...]
        if let query = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) { rest = rest[..<query] }
        if let login = rest.lastIndex(of: "@") { rest = rest[rest.index(after: login)...] }
        return String(text[..<scheme.upperBound] + rest).printable
    }
}
