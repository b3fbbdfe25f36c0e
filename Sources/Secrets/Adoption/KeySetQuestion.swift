internal import Basics
internal import Configuration
internal import HTTP
internal import JSON

/// `jwks: {url}`: the key set as verifiers fetch it. It has to show the new key; after the old one was retired, not
/// that one any more.
struct KeySetQuestion: AdoptionQuestion {
    private let request: ConsumerRequest

    init(node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        request = try ConsumerRequest(&mapping, method: "GET")
        try mapping.finish()
    }

    var name: String { request.name }

    func unfit(for kind: any SecretKind) -> String? {
        kind.isPublishedInKeySet ? nil : "a \(kind.name) is in no key set"
    }

    func check(_ context: AdoptionContext) throws { try request.check(context.environment) }

    func ask(_ wanted: AdoptedVersion, _ context: AdoptionContext) throws -> AdoptionAnswer {
        let ids = try identifiers(context)
        guard let ids else { return .not("\(name) did not answer with a key set") }
        guard let keyID = wanted.keyID, ids.contains(keyID) else {
            return .not("the key set of \(name) does not show version \(wanted.version)")
        }
        return .proven
    }

    func stillShown(_ retired: Set<String>, _ context: AdoptionContext) throws -> String? {
        guard let ids = try identifiers(context) else { return "\(name) did not answer with a key set" }
        let left = retired.intersection(ids)
        return left.isEmpty
            ? nil : "the key set of \(name) still shows \(left.count == 1 ? "a retired key" : "retired keys")"
    }

    /// The `kid`s that it shows; nil where the answer is no key set.
    private func identifiers(_ context: AdoptionContext) throws -> Set<String>? {
        let response = try request.send(context.environment)
        guard response.status == 200,
            let keys = (try? JSONValue(parsing: response.body))?["keys"]?.arrayValue
        else { return nil }
        return Set(keys.compactMap { $0["kid"]?.stringValue })
    }
}
