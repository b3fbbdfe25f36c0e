internal import Basics
internal import Configuration
internal import HTTP
internal import JSON

/// `http: {url, status: 200, field: auth.kid, equals: kid}`: a consumer's own word. Without `field` only its status
/// counts, and that would be the same with the old value.
struct HTTPQuestion: AdoptionQuestion {
    private let request: ConsumerRequest
    private let status: Int
    private let field: String?
    private let mark: AdoptionMark?

    init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        request = try ConsumerRequest(&mapping, method: "GET")
        status = try mapping.optional("status")?.integer(in: 100...599) ?? 200
        let fieldNode = mapping.optional("field")
        field = try fieldNode?.string()
        let markNode = mapping.optional("equals")
        mark = try markNode?.oneOf(AdoptionMark.self)
        try mapping.finish()
        if let fieldNode, mark == nil {
            throw fieldNode.failure(
                "'\(fieldNode.path)' is compared with nothing", hint: "add equals: kid, version, fingerprint or sha256")
        }
    }

    var name: String { request.name }

    func unfit(for kind: any SecretKind) -> String? { mark?.unfit(for: kind) }

    func check(_ context: AdoptionContext) throws { try request.check(context.environment) }

    func ask(_ wanted: AdoptedVersion, _ context: AdoptionContext) throws -> AdoptionAnswer {
        let response = try request.send(context.environment)
        guard response.status == status else { return .not("\(name) answered \(response.status) instead of \(status)") }
        guard let mark else {
            return .cannotTell("\(name) answered \(status), as it would with the old value: a 'field' would tell")
        }
        let text: String?
        if let field {
            text = (try? JSONValue(parsing: response.body))?.value(at: field)?.scalarText
        } else {
            text = String(decoding: response.body, as: UTF8.self).trimmed
        }
        let place = field.map { "its field '\($0.printable)'" } ?? "its answer"
        guard let text else { return .not("\(name) answered without \(place)") }
        guard mark.matches(text, wanted) else {
            return .not("\(name) answered, and \(place) is not the \(mark.rawValue) of version \(wanted.version)")
        }
        return .proven
    }
}

extension JSONValue {
    /// A text or a whole number as text.
    var scalarText: String? { stringValue ?? integerValue.map(String.init) }
}

extension String {
    /// Without white space around it.
    var trimmed: String {
        let isSpace = { (character: Character) in character.isWhitespace }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
