internal import Basics
internal import Configuration
internal import HTTP
internal import JSON
internal import Processes
internal import Tokens

/// `token: {url, field: access_token}` or `token: {run: [PROGRAM, …]}`: a token that the consumer issues. Its
/// signature has to be the new key's; a `kid` that names another is not enough to be told, and not needed.
struct TokenQuestion: AdoptionQuestion {
    private enum Origin: Sendable {
        case request(ConsumerRequest)
        case program(ConsumerProgram)
    }

    private let origin: Origin
    private let field: String?

    init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        if mapping.keys.contains("run") {
            origin = .program(try ConsumerProgram(&mapping, in: node.directory))
        } else {
            origin = .request(try ConsumerRequest(&mapping, method: "GET"))
        }
        field = try mapping.optional("field")?.string()
        try mapping.finish()
    }

    var name: String {
        switch origin {
        case .request(let request): request.name
        case .program(let program): program.name
        }
    }

    func unfit(for kind: any SecretKind) -> String? {
        kind.algorithm == nil ? "a \(kind.name) signs no tokens that could be looked at" : nil
    }

    func check(_ context: AdoptionContext) throws {
        switch origin {
        case .request(let request): try request.check(context.environment)
        case .program(let program): try program.check(context.environment)
        }
    }

    func ask(_ wanted: AdoptedVersion, _ context: AdoptionContext) throws -> AdoptionAnswer {
        guard let key = wanted.key else { return .not("version \(wanted.version) is no JWT key") }
        let answer: [UInt8]
        switch origin {
        case .request(let request):
            let response = try request.send(context.environment)
            guard (200...299).contains(response.status) else {
                return .not("\(name) answered \(response.status) instead of a token")
            }
            answer = response.body
        case .program(let program):
            let result = try program.run(context.environment, about: wanted)
            guard result.exitCode == 0 else { return .not("\(name) ended with status \(result.exitCode)") }
            answer = result.standardOutput
        }
        let text =
            field.map { (try? JSONValue(parsing: answer))?.value(at: $0)?.stringValue }
            ?? String(decoding: answer, as: UTF8.self).trimmed
        guard let text, let token = try? JWT.inspect(text) else { return .not("\(name) gave no token") }
        do {
            _ = try JWT.verify(text, keys: [key], expecting: JWTExpectations(now: context.time.now))
            return .proven
        } catch .signatureMismatch, .algorithmNotAllowed, .unsigned {
            let isNamed = token.keyID != nil && token.keyID == wanted.keyID
            return .not(
                isNamed
                    ? "\(name) gave a token that names version \(wanted.version) and was not signed by it"
                    : "\(name) gave a token that was not signed by version \(wanted.version)")
        } catch {
            // The times of a token are not what is asked here, but one that is not good now may be an old one.
            return .not("\(name) gave a token that is not good now: \(error.message)")
        }
    }
}
