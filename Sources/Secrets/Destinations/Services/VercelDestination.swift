internal import Basics
internal import Cryptography
internal import HTTP
internal import JSON

/// Environment variables of a Vercel project (vercel.com/docs/rest-api, "projects"). Vercel has no compare-and-swap:
/// what stands there is looked at immediately before it is written. A variable of type `encrypted` is read back; one of
/// type `sensitive` never leaves Vercel again, so that its comment carries the value's mark, which tells what was last
/// written here and cannot tell what somebody else has put in its place.
struct VercelDestination: Destination {
    let name: String
    let format: ValueFormat
    let service: DestinationService
    let project: String
    let team: String?
    let keys: [DestinationSlot: String]
    let targets: [String]
    let isSensitive: Bool
    let deployHook: DestinationService?
    let context: DestinationContext

    private static let remark = "firebreak:"

    var slots: Set<DestinationSlot> { Set(keys.keys) }
    var restartsConsumers: Bool { deployHook != nil }

    var caveats: [String] {
        var caveats = service.caveats
        if deployHook == nil { caveats.append("only new deployments get the value: deploy the project again") }
        if isSensitive {
            caveats.append("Vercel gives no sensitive variable back: only the mark beside it was compared")
        }
        return caveats
    }

    func read() throws -> DestinationValues { try values(variables()) }

    func check(_ change: DestinationChange) throws {
        _ = try values(variables())
        for case let text? in change.texts.values { _ = try text.text(for: "a variable") }
    }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        try DestinationLock.hold(name, in: context.lockDirectory) {
            let variables = try variables()
            guard try values(variables).matches(expected) else { throw DestinationError.changedMeanwhile(name) }
            try check(change)
            // A deployment that could not be asked for is asked for again, also after a crash: nobody can see at Vercel
            // whether one has the value.
            // What runs accepts the previous value until it is deployed without it.
            let isInUse = change.texts.keys.contains { $0 != .next }
            let mustDeploy = try deployHook != nil && (isInUse || isUnfinished())
            if mustDeploy { try context.notes.put(noteName, "begun\n") }
            for slot in [DestinationSlot.previous, .next, .current] {
                if let key = keys[slot], let text = change.texts[slot].flatMap(\.self) { try put(text, at: key) }
            }
            for (slot, text) in change.texts where text == nil {
                if let id = variables[slot]?.id { try remove(id) }
            }
            if mustDeploy {
                try deploy()
                try context.notes.remove(noteName)
            }
        }
    }

    func isUnfinished() throws -> Bool {
        try deployHook != nil && context.notes.note(noteName) != nil
    }

    /// Says that a value was given to Vercel and no deployment has it yet.
    private var noteName: String {
        let digest = DigestAlgorithm.sha256.hash(utf8: name)
        return "vercel-" + Hexadecimal.encode(digest.prefix(12))
    }

    // MARK: The project's variables

    private struct Variable {
        let id: String
        let type: String
        let comment: String
    }

    private func path(_ version: String, _ rest: String = "", _ query: [(String, String)] = []) -> String {
        let query = (query + (team.map { [("teamId", $0)] } ?? []))
            .map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        return "/\(version)/projects/\(PercentEncoding.encode(project))/env\(rest)" + (query.isEmpty ? "" : "?" + query)
    }

    /// Our variables. One that is there for other targets than ours too is ambiguous: changing it would change those.
    private func variables() throws -> [DestinationSlot: Variable] {
        let answer = try call("GET", path("v10"))
        var variables: [DestinationSlot: Variable] = [:]
        for entry in answer["envs"]?.arrayValue ?? [] {
            guard let slot = keys.first(where: { $0.value == entry["key"]?.stringValue })?.key,
                entry["gitBranch"]?.stringValue == nil, let id = entry["id"]?.stringValue
            else { continue }
            let target = entry["target"]
            let names = target?.arrayValue?.compactMap(\.stringValue) ?? target?.stringValue.map { [$0] } ?? []
            if Set(names).isDisjoint(with: targets) { continue }
            guard Set(names) == Set(targets), variables[slot] == nil else {
                throw DestinationError(
                    "the variable '\(keys[slot] ?? "")' has other targets than \(targets.joined(separator: ", "))",
                    hint: "let 'target' name exactly those that it is set for", .configuration)
            }
            variables[slot] = Variable(
                id: id, type: entry["type"]?.stringValue ?? "", comment: entry["comment"]?.stringValue ?? "")
        }
        return variables
    }

    private func values(_ variables: [DestinationSlot: Variable]) throws -> DestinationValues {
        var values = DestinationValues()
        for (slot, variable) in variables {
            values[slot] = try variable.type == "sensitive" ? marked(variable) : decrypted(variable)
        }
        return values
    }

    private func decrypted(_ variable: Variable) throws -> SecretBox? {
        let answer = try call("GET", path("v1", "/" + PercentEncoding.encode(variable.id)))
        guard let text = answer["value"]?.stringValue, answer["decrypted"]?.boolValue != false else {
            throw DestinationError.unreadable(
                "Vercel does not give a variable of type '\(variable.type.printable)' back in the clear",
                hint: "the token's user needs to be allowed to see it")
        }
        return text.isEmpty ? nil : SecretBox(Secret(utf8: text))
    }

    private func marked(_ variable: Variable) throws -> SecretBox {
        guard variable.comment.hasPrefix(Self.remark),
            let text = try context.known.text(
                marked: String(variable.comment.dropFirst(Self.remark.count)), as: format)
        else {
            throw DestinationError.unreadable(
                "there is a sensitive variable that was not written here, and Vercel gives none back",
                hint: "delete it at Vercel if its value need not be kept; it is then made anew")
        }
        return text
    }

    // MARK: Changes

    private func put(_ text: SecretBox, at key: String) throws {
        var body: JSONObject = [
            "key": .string(key), "value": .string(try text.text(for: "a variable")),
            "type": isSensitive ? "sensitive" : "encrypted", "target": .array(targets.map { .string($0) }),
        ]
        if isSensitive { body["comment"] = .string(Self.remark + (try text.withSecret { try context.known.mark($0) })) }
        try context.boundary("about to set \(key) at \(name)")
        let answer = try call("POST", path("v10", "", [("upsert", "true")]), body: .object(body), hiding: [text])
        guard answer["failed"]?.arrayValue?.isEmpty ?? true else {
            throw DestinationError("Vercel did not take the variable '\(key)'", .refused)
        }
    }

    private func remove(_ id: String) throws {
        try context.boundary("about to remove a variable at \(name)")
        _ = try call("DELETE", path("v9", "/" + PercentEncoding.encode(id)))
    }

    /// Has the project deployed with the new value. A hook's address is its credential.
    private func deploy() throws {
        guard let deployHook else { return }
        try context.boundary("about to have \(name) deployed")
        let response: HTTPResponse
        do {
            response = try deployHook.send("POST", "")
        } catch let error as any Failure {
            throw Self.notDeployed(error)
        }
        guard (200...299).contains(response.status) else {
            throw Self.notDeployed(deployHook.failure(response, said: nil, hiding: []))
        }
    }

    /// What passes by itself is tried again by the timer, not before the hook wants to be asked.
    private static func notDeployed(_ error: any Failure) -> DestinationError {
        DestinationError(
            "Vercel has the value, but the deploy hook failed: \(error.message)",
            hint: "it is called again; until then only what was deployed before runs, with the old value",
            error.status, retryAfter: (error as? DestinationError)?.retryAfter)
    }

    private func call(
        _ method: String, _ path: String, body: JSONValue? = nil, hiding secrets: [SecretBox] = []
    ) throws -> JSONObject {
        let response = try service.send(method, path, body: body)
        if (200...299).contains(response.status) {
            return response.body.isEmpty ? [:] : (try? service.object(response)) ?? [:]
        }
        let said = (try? service.object(response))?["error"]?["message"]?.stringValue
        switch response.status {
        case 401, 403:
            throw DestinationError(
                "the token may not change the project's variables", hint: "check the token, its scope and 'team'",
                .refused)
        case 404:
            throw DestinationError("there is no such project", hint: "check 'project' and 'team'", .inputNotFound)
        case 409: throw DestinationError.changedMeanwhile(name)
        default: throw service.failure(response, said: said, hiding: secrets)
        }
    }
}
