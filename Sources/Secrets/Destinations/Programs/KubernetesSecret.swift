internal import Basics
internal import Cryptography
internal import JSON

/// The object of kind Secret (Kubernetes API v1): `data` holds its values in Base 64.
enum KubernetesSecret {
    /// What stands at our keys; an empty value counts as none.
    static func values(_ held: JSONObject?, _ keys: [DestinationSlot: String]) throws -> DestinationValues {
        var values = DestinationValues()
        for (slot, key) in keys {
            guard let item = held?["data"]?[key], !item.isNull else { continue }
            guard let bytes = item.stringValue.flatMap({ Base64.decode($0) }) else {
                throw DestinationError("the Secret's '\(key)' is not Base 64", .badInput)
            }
            if !bytes.isEmpty { values[slot] = SecretBox(Secret(bytes)) }
        }
        return values
    }

    /// The object after a change, everything else in it as it was.
    static func changed(
        _ held: JSONObject?, by change: DestinationChange, _ keys: [DestinationSlot: String], name: String,
        namespace: String?
    ) throws -> JSONObject {
        var object = held ?? ["apiVersion": "v1", "kind": "Secret", "type": "Opaque"]
        if held == nil {
            var metadata: JSONObject = ["name": .string(name)]
            if let namespace { metadata["namespace"] = .string(namespace) }
            object["metadata"] = .object(metadata)
        }
        var data = object["data"]?.objectValue ?? [:]
        for (slot, key) in keys {
            guard let text = change.texts[slot] else { continue }
            data[key] = text.map { .string($0.withSecret { $0.base64(.standard).revealedText() ?? "" }) }
        }
        object["data"] = .object(data)
        return object
    }

    /// `immutable: true` can only be taken back by making the Secret anew.
    static func refuseImmutable(_ held: JSONObject, _ name: String) throws {
        guard held["immutable"]?.boolValue == true else { return }
        throw DestinationError(
            "the Secret is immutable", hint: "delete it and let it be made anew, without 'immutable: true'", .refused)
    }
}
