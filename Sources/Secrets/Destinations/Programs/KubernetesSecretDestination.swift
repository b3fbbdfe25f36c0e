internal import Basics
internal import Cryptography
internal import JSON
internal import Processes

/// Keys of a Kubernetes Secret, by kubectl. A change names the resourceVersion that was read, so that the API server
/// refuses it with a conflict where somebody else wrote in between ("Kubernetes API Concepts", resource versions).
struct KubernetesSecretDestination: Destination {
    let name: String
    let format: ValueFormat
    let kubectl: DestinationProgram
    let secret: String
    let keys: [DestinationSlot: String]

    var slots: Set<DestinationSlot> { Set(keys.keys) }

    func read() throws -> DestinationValues { try KubernetesSecret.values(get(), keys) }

    /// Has the API server go through it without keeping anything (`--dry-run=server`): permissions, admission and all.
    func check(_ change: DestinationChange) throws { try apply(change, to: get(), dryRun: true) }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        let held = try get()
        guard try KubernetesSecret.values(held, keys).matches(expected) else {
            throw DestinationError.changedMeanwhile(name)
        }
        try apply(change, to: held, dryRun: false)
    }

    /// The Secret as the API server has it; nil where there is none.
    private func get() throws -> JSONObject? {
        let output = try run(["get", "secret", secret, "--ignore-not-found", "--output=json"])
        if !output.contains(where: { $0 > 0x20 }) { return nil }
        guard let found = (try? JSONValue(parsing: output))?.objectValue else {
            throw DestinationError("kubectl did not give the Secret as JSON", .unavailable)
        }
        return found
    }

    private func apply(_ change: DestinationChange, to held: JSONObject?, dryRun: Bool) throws {
        let secrets = change.texts.values.compactMap(\.self)
        let dry = dryRun ? ["--dry-run=server"] : []
        guard let held else {
            let manifest = try KubernetesSecret.changed(nil, by: change, keys, name: secret, namespace: nil)
            let input = Array(JSONValue.object(manifest).compact.utf8)
            _ = try run(["create", "--filename=-", "--output=name"] + dry, input: input, hiding: secrets)
            return
        }
        try KubernetesSecret.refuseImmutable(held, name)
        var data = JSONObject()
        for (slot, key) in keys {
            guard let text = change.texts[slot] else { continue }
            data[key] = text.map { .string($0.withSecret { $0.base64(.standard).revealedText() ?? "" }) } ?? .null
        }
        guard let version = held["metadata"]?["resourceVersion"] else {
            throw DestinationError("kubectl gave a Secret without a resourceVersion", .unavailable)
        }
        // RFC 7396: null takes a member away.
        let patch: JSONValue = ["metadata": ["resourceVersion": version], "data": .object(data)]
        let arguments = ["patch", "secret", secret, "--type=merge", "--patch-file=/dev/stdin", "--output=name"] + dry
        _ = try run(arguments, input: Array(patch.compact.utf8), hiding: secrets)
    }

    private func run(_ arguments: [String], input: [UInt8] = [], hiding secrets: [SecretBox] = []) throws -> [UInt8] {
        let result = try kubectl.call(arguments, input: input)
        guard result.exitCode == 0 else { throw failure(result, arguments, secrets) }
        return result.standardOutput
    }

    /// kubectl writes `Error from server (Reason): …`, the reason being one of apimachinery's `StatusReason`.
    private func failure(
        _ result: ProgramResult, _ arguments: [String], _ secrets: [SecretBox]
    ) -> DestinationError {
        let text = String(decoding: result.standardError.prefix(4096), as: UTF8.self)
        let reason = text.firstMatch(of: /Error from server \(([A-Za-z]{1,40})\)/).map { String($0.1) }
        switch reason {
        case "Conflict", "AlreadyExists": return .changedMeanwhile(name)
        case "Forbidden", "Unauthorized":
            return DestinationError(
                "the API server does not let us '\(arguments[0])' the Secret (\(reason ?? ""))",
                hint: "the account needs get, create and patch on this Secret (kubectl auth can-i)", .refused)
        case "NotFound":
            return DestinationError("the API server knows no such namespace", hint: "create it first", .inputNotFound)
        case "Invalid", "BadRequest":
            return DestinationError(
                "the API server takes the Secret for invalid"
                    + ForeignText.remark(result.standardError, hiding: secrets),
                .refused)
        case "TooManyRequests", "ServiceUnavailable", "ServerTimeout", "Timeout", "InternalError":
            return DestinationError("the API server is not able to (\(reason ?? ""))", hint: "try again", .unavailable)
        default: return kubectl.failure(result, arguments, hiding: secrets)
        }
    }
}
